package slipway.rules.together.service_ports_test

import data.slipway.rules.together.service_ports as rule

service(target) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"selector": {"app": "cart"}, "ports": [{"port": 1}, {"port": 2, "targetPort": target}]},
}

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": {"app": "cart"}}, "spec": spec}},
}

with_port := {"containers": [{"ports": [{"name": "http"}, {"containerPort": 1}]}], "initContainers": [{"ports": [{"name": "side"}]}]}

test_denies_a_name_that_no_container_has if {
	every spec in [with_port, {}, {"containers": null}] {
		rule.deny == {{
			"msg": `Service "cart" sends to the port web, which no container of Deployment "cart" has`,
			"path": ["spec", "ports", 1, "targetPort"],
			"resource": 1,
		}} with input as {"resources": [deployment(spec), service("web")]}
	}
}

test_allows_names_that_are_there_and_numbers if {
	every target in ["http", "side", 8080, null] {
		rule.deny == set() with input as {"resources": [deployment(with_port), service(target)]}
	}
	rule.deny == set() with input as {"resources": [service("web")]}
}
