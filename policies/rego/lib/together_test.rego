package slipway.lib.together_test

import data.slipway.lib.together

config(name, place) := {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": place}}

bare := {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}

space(name) := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}

workload(kind, place, labels, spec) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": "cart", "namespace": place},
	"spec": object.union(spec, {"template": {"metadata": {"labels": labels}, "spec": {"containers": []}}}),
}

scaler(place, spec) := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "cart", "namespace": place},
	"spec": object.union({"scaleTargetRef": {"kind": "Deployment", "name": "cart"}}, spec),
}

test_documents_are_the_objects if {
	together.documents == {1: bare} with input as {"resources": [7, bare, null]}
	together.documents == {} with input as {"resources": null}
}

test_namespace if {
	together.namespace(config("a", "shop")) == "shop"
	together.namespace(bare) == ""
	together.namespace({"metadata": {"namespace": 7}}) == ""
	together.namespace({"metadata": null}) == ""
}

test_may_share if {
	together.may_share(config("a", "shop"), config("b", "shop"))
	together.may_share(config("a", "shop"), bare)
	together.may_share(bare, config("a", "shop"))
	not together.may_share(config("a", "shop"), config("a", "other"))
}

test_of_kind if {
	resources := [bare, {"apiVersion": "example.org/v1", "kind": "ConfigMap"}, space("a")]
	together.of_kind("", "ConfigMap") == {0} with input as {"resources": resources}
	together.of_kind("", "Secret") == set() with input as {"resources": resources}
}

test_found if {
	resources := [config("a", "shop"), config("a", "other"), bare, config("b", "shop")]
	together.found(config("x", "shop"), "ConfigMap", "a") == {0, 2} with input as {"resources": resources}
	together.found(bare, "ConfigMap", "a") == {0, 1, 2} with input as {"resources": resources}
	together.found(bare, "Secret", "a") == set() with input as {"resources": resources}
}

test_complete if {
	together.complete(config("a", "shop")) with input as {"resources": [space("shop"), space("other")]}
	together.complete(bare) with input as {"resources": [space("shop")]}
	not together.complete(bare) with input as {"resources": [space("shop"), space("other")]}
	not together.complete(bare) with input as {"resources": [bare]}
	not together.complete(config("a", "shop")) with input as {"resources": [space("other")]}
}

test_workloads if {
	pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "labels": {"a": "b"}}, "spec": {"x": 1}}
	deployed := workload("Deployment", "shop", {"app": "cart"}, {})
	together.workloads == {
		1: {"document": pod, "kind": "Pod", "labels": {"a": "b"}, "place": "", "pod": {"x": 1}, "at": ["spec"]},
		2: {
			"document": deployed,
			"kind": "Deployment",
			"labels": {"app": "cart"},
			"place": "shop",
			"pod": {"containers": []},
			"at": ["spec", "template", "spec"],
		},
	} with input as {"resources": [bare, pod, deployed]}
}

test_replicas if {
	together.replicas == {0: 3, 1: 1, 2: 1} with input as {"resources": [
		workload("Deployment", "a", {}, {"replicas": 3}),
		workload("StatefulSet", "a", {}, {}),
		workload("Rollout", "a", {}, {"replicas": null}),
		workload("Deployment", "a", {}, {"replicas": "3"}),
		workload("DaemonSet", "a", {}, {"replicas": 3}),
	]}
		with data.slipway.lib.pods.templates as object.union(
			data.slipway.lib.pods.templates,
			{"apps": {"Rollout": [[["spec", "template"]]]}},
		)
}

test_replicas_of_an_autoscaler if {
	deployed := workload("Deployment", "a", {}, {"replicas": 3})
	together.replicas == {0: 2} with input as {"resources": [deployed, scaler("a", {"minReplicas": 2})]}
	together.replicas == {0: 1} with input as {"resources": [deployed, scaler("a", {})]}
	together.replicas == {0: 3} with input as {"resources": [deployed, scaler("b", {"minReplicas": 2})]}
	together.replicas == {} with input as {"resources": [deployed, scaler("a", {"minReplicas": "2"})]}
}

test_selected if {
	resources := [
		workload("Deployment", "a", {"app": "cart", "tier": "web"}, {}),
		workload("StatefulSet", "a", {"app": "cart"}, {}),
		workload("DaemonSet", "b", {"app": "cart", "tier": "web"}, {}),
	]
	both := {"matchLabels": {"app": "cart", "tier": "web"}}
	together.selected("a", both) == {0} with input as {"resources": resources}
	together.selected("b", both) == {2} with input as {"resources": resources}
	together.selected("a", {}) == {0, 1} with input as {"resources": resources}
	together.selected("c", {}) == set() with input as {"resources": resources}
	together.selected("a", {"matchLabels": {"app": "other"}}) == set() with input as {"resources": resources}
	exists := {"matchExpressions": [{"key": "tier", "operator": "Exists"}]}
	together.selected("a", exists) == {0} with input as {"resources": resources}
	together.selected("a", {"matchLabels": null}) == {0, 1} with input as {"resources": resources}
}

test_served if {
	resources := [
		workload("Deployment", "a", {"app": "cart", "tier": "web"}, {}),
		workload("StatefulSet", "b", {"app": "cart"}, {}),
	]
	service := {"metadata": {"namespace": "a"}, "spec": {"selector": {"app": "cart"}}}
	together.served(service) == {0} with input as {"resources": resources}
	everywhere := {"spec": {"selector": {"app": "cart"}}}
	together.served(everywhere) == {0, 1} with input as {"resources": resources}
	narrow := {"spec": {"selector": {"app": "cart", "tier": "web"}}}
	together.served(narrow) == {0} with input as {"resources": resources}
	together.served({"spec": {"selector": null}}) == set() with input as {"resources": resources}
}

test_foreign_kinds if {
	together.foreign_kinds with input as {"resources": [bare, {"apiVersion": "postgresql.cnpg.io/v1"}]}
	every version in ["v1", "apps/v1", "networking.k8s.io/v1", "security.istio.io/v1", "argoproj.io/v1alpha1", 7] {
		not together.foreign_kinds with input as {"resources": [bare, {"apiVersion": version}]}
	}
}
