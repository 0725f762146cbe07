package slipway.rules.together.budget_and_replicas_test

import data.slipway.rules.together.budget_and_replicas as rule

budget(spec) := {
	"apiVersion": "policy/v1",
	"kind": "PodDisruptionBudget",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": object.union({"selector": {"matchLabels": {"app": "cart"}}}, spec),
}

deployment(name, replicas) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"replicas": replicas, "template": {"metadata": {"labels": {"app": "cart"}}, "spec": {}}},
}

found(wanted, all) := {{
	"msg": sprintf(`PodDisruptionBudget "cart" wants %v of the %v pods of Deployment "cart"`, [wanted, all]),
	"path": ["spec", "minAvailable"],
	"resource": 1,
}}

test_denies_as_many_as_there_are if {
	every pair in [[3, 3], [4, 3], ["51%", 1], ["90%", 2], ["100%", 3], ["3", 3]] {
		rule.deny == found(pair[0], pair[1]) with input as {"resources": [
			deployment("cart", pair[1]),
			budget({"minAvailable": pair[0]}),
		]}
	}
}

test_allows_fewer if {
	every pair in [[2, 3], ["50%", 3], ["90%", 20], [0, 1], ["0%", 1], [1, 0], [null, 1], ["x", 1]] {
		rule.deny == set() with input as {"resources": [deployment("cart", pair[1]), budget({"minAvailable": pair[0]})]}
	}
	rule.deny == set() with input as {"resources": [deployment("cart", 1), budget({"maxUnavailable": 1})]}
}

test_adds_up_what_one_budget_covers if {
	two := {"resources": [deployment("a", 2), budget({"minAvailable": 4}), deployment("b", 2)]}
	rule.deny == {{
		"msg": `PodDisruptionBudget "cart" wants 4 of the 4 pods of Deployment "a", Deployment "b"`,
		"path": ["spec", "minAvailable"],
		"resource": 1,
	}} with input as two
	rule.deny == set() with input as {"resources": [deployment("a", 2), budget({"minAvailable": 3}), deployment("b", 2)]}
}

test_allows_what_is_elsewhere_or_not_known if {
	other := object.union(deployment("cart", 1), {"metadata": {"namespace": "other"}})
	rule.deny == set() with input as {"resources": [other, budget({"minAvailable": 1})]}
	daemon := object.union(deployment("agent", 1), {"kind": "DaemonSet"})
	rule.deny == set() with input as {"resources": [deployment("cart", 1), budget({"minAvailable": 1}), daemon]}
	rule.deny == set() with input as {"resources": [budget({"minAvailable": 1})]}
	without := object.remove(budget({"minAvailable": 1}), ["spec"])
	rule.deny == set() with input as {"resources": [deployment("cart", 1), without]}
}
