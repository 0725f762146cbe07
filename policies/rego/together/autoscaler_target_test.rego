package slipway.rules.together.autoscaler_target_test

import data.slipway.rules.together.autoscaler_target as rule

space := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}

workload(kind, name) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"template": {}},
}

autoscaler := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"scaleTargetRef": {"kind": "Deployment", "name": "cart"}},
}

path := ["spec", "scaleTargetRef"]

test_denies_a_target_that_is_not_there if {
	found := {{"msg": `HorizontalPodAutoscaler "cart" scales Deployment "cart", which isn't there`, "path": path, "resource": 0}}
	rule.deny == found with input as {"resources": [autoscaler, space, workload("Deployment", "other")]}
	rule.deny == found with input as {"resources": [autoscaler, workload("StatefulSet", "cart")]}
	rule.unknown == set() with input as {"resources": [autoscaler, space]}
}

test_can_not_tell_elsewhere if {
	found := {{"msg": `HorizontalPodAutoscaler "cart" scales Deployment "cart", which isn't here`, "path": path, "resource": 0}}
	every resources in [[autoscaler], [autoscaler, workload("Deployment", "other")]] {
		rule.unknown == found with input as {"resources": resources}
		rule.deny == set() with input as {"resources": resources}
	}
}

test_allows_a_target_that_is_there if {
	rule.deny == set() with input as {"resources": [autoscaler, space, workload("Deployment", "cart")]}
	rule.unknown == set() with input as {"resources": [autoscaler, workload("Deployment", "cart")]}
}
