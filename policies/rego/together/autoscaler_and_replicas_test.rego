package slipway.rules.together.autoscaler_and_replicas_test

import data.slipway.rules.together.autoscaler_and_replicas as rule

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": object.union({"template": {}}, spec),
}

autoscaler := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "scaler", "namespace": "shop"},
	"spec": {"scaleTargetRef": {"kind": "Deployment", "name": "cart"}},
}

test_denies_a_number_beside_an_autoscaler if {
	rule.deny == {{
		"msg": `Deployment "cart" sets 3 replicas, and HorizontalPodAutoscaler "scaler" scales it`,
		"path": ["spec", "replicas"],
		"resource": 1,
	}} with input as {"resources": [autoscaler, deployment({"replicas": 3})]}
}

test_allows_either_alone if {
	rule.deny == set() with input as {"resources": [autoscaler, deployment({})]}
	rule.deny == set() with input as {"resources": [autoscaler, deployment({"replicas": null})]}
	rule.deny == set() with input as {"resources": [deployment({"replicas": 3})]}
}
