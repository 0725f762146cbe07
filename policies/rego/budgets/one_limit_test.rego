package slipway.rules.budgets.one_limit_test

import data.slipway.rules.budgets.one_limit as rule

budget(spec) := {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "cart"}, "spec": spec}

test_denies_both if {
	message := `PodDisruptionBudget "cart" sets both minAvailable and maxUnavailable`
	found := {{"msg": message, "path": ["spec", "minAvailable"]}}
	rule.deny == found with input as budget({"minAvailable": 0, "maxUnavailable": 1})
}

test_allows_one_or_none if {
	every spec in [{"minAvailable": 1, "maxUnavailable": null}, {"maxUnavailable": 1}, {}, null] {
		rule.deny == set() with input as budget(spec)
	}
	other := object.union(budget({"minAvailable": 1, "maxUnavailable": 1}), {"apiVersion": "example.org/v1"})
	rule.deny == set() with input as other
}
