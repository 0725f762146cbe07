package slipway.rules.together.service_without_pods_test

import data.slipway.rules.together.service_without_pods as rule

space := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}

service(spec) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": spec,
}

deployment(place) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart", "namespace": place},
	"spec": {"template": {"metadata": {"labels": {"app": "cart"}}, "spec": {}}},
}

wrong := {"selector": {"app": "cart", "tier": "web"}}

found(number) := {{
	"msg": `Service "cart" selects no pod: app=cart, tier=web`,
	"path": ["spec", "selector"],
	"resource": number,
}}

test_denies_what_fits_nothing_in_a_folder_with_workloads if {
	rule.deny == found(0) with input as {"resources": [service(wrong), deployment("shop")]}
	rule.deny == found(0) with input as {"resources": [
		service(object.union(wrong, {"type": "ClusterIP"})),
		deployment("shop"),
	]}
	rule.unknown == set() with input as {"resources": [service(wrong), deployment("shop")]}
}

test_denies_a_selector_of_one_label if {
	every more in [{}, {"type": "ClusterIP"}] {
		{one.msg | some one in rule.deny} == {`Service "cart" selects no pod: app=x`} with input as {"resources": [
			service(object.union({"selector": {"app": "x"}}, more)),
			deployment("shop"),
		]}
	}
}

test_denies_what_fits_nothing_in_its_whole_namespace if {
	rule.deny == found(1) with input as {"resources": [space, service(wrong)], "whole": false}
}

test_can_not_tell_elsewhere if {
	told := {{
		"msg": `Service "cart" selects no pod here: app=cart, tier=web`,
		"path": ["spec", "selector"],
		"resource": 0,
	}}
	every set in [
		{"resources": [service(wrong), deployment("shop")], "whole": false},
		{"resources": [service(wrong), deployment("other")]},
		{"resources": [service(wrong)]},
		{"resources": [service(wrong), deployment("shop"), {"apiVersion": "acid.zalan.do/v1"}]},
		{"resources": [service(wrong), space, {"apiVersion": "acid.zalan.do/v1"}]},
	] {
		rule.unknown == told with input as set
		rule.deny == set() with input as set
	}
}

test_allows_what_fits_and_what_selects_nothing if {
	every spec in [{"selector": {"app": "cart"}}, {"selector": {}}, {}, {"type": "ExternalName", "selector": {"a": "b"}}] {
		rule.deny == set() with input as {"resources": [space, service(spec), deployment("shop")]}
		rule.unknown == set() with input as {"resources": [space, service(spec), deployment("shop")]}
	}
	typed := service({"selector": {"app": "cart"}, "type": "ClusterIP"})
	rule.deny == set() with input as {"resources": [space, typed, deployment("shop")]}
	empty := service({"selector": {}, "type": "ClusterIP"})
	rule.deny == set() with input as {"resources": [space, empty, deployment("shop")]}
}
