package slipway.rules.together.no_budget_test

import data.slipway.rules.together.no_budget as rule

space := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}

deployment(replicas) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"replicas": replicas, "template": {"metadata": {"labels": {"app": "cart"}}, "spec": {}}},
}

budget(label) := {
	"apiVersion": "policy/v1",
	"kind": "PodDisruptionBudget",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"selector": {"matchLabels": {"app": label}}},
}

test_names_several_replicas_without_one if {
	rule.deny == {{
		"msg": `Deployment "cart" has several replicas and no disruption budget`,
		"path": ["spec", "replicas"],
		"resource": 1,
	}} with input as {"resources": [space, deployment(2), budget("other")]}
}

test_can_not_tell_where_it_may_be_elsewhere if {
	found := {{"msg": `Deployment "cart" has no disruption budget here`, "path": ["spec", "replicas"], "resource": 0}}
	rule.unknown == found with input as {"resources": [deployment(2)]}
	rule.deny == set() with input as {"resources": [deployment(2)]}
	rule.unknown == set() with input as {"resources": [space, deployment(2)]}
}

test_allows_a_budget_and_one_replica if {
	rule.deny == set() with input as {"resources": [space, deployment(2), budget("cart")]}
	rule.deny == set() with input as {"resources": [space, deployment(1)]}
	rule.unknown == set() with input as {"resources": [deployment(2), budget("cart")]}
}
