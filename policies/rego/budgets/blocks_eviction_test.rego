package slipway.rules.budgets.blocks_eviction_test

import data.slipway.rules.budgets.blocks_eviction as rule

budget(spec) := {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "cart"}, "spec": spec}

test_denies_that_none_may_be_away if {
	every value in [0, "0", "0%", "00%", -1, "x", [], {}, true, 0.5] {
		message := sprintf(`PodDisruptionBudget "cart" never allows an eviction: maxUnavailable is %v`, [value])
		rule.deny == {{"msg": message, "path": ["spec", "maxUnavailable"]}} with input as budget({"maxUnavailable": value})
	}
}

test_denies_that_all_must_be_there if {
	every value in ["100%", "101%", "x", [], {}, true] {
		message := sprintf(`PodDisruptionBudget "cart" never allows an eviction: minAvailable is %v`, [value])
		rule.deny == {{"msg": message, "path": ["spec", "minAvailable"]}} with input as budget({"minAvailable": value})
	}
}

test_allows_some_room if {
	every spec in [
		{"maxUnavailable": 1}, {"maxUnavailable": "1"}, {"maxUnavailable": "1%"}, {"maxUnavailable": "100%"},
		{"minAvailable": 0}, {"minAvailable": 5}, {"minAvailable": "99%"}, {"minAvailable": "0%"},
		{"maxUnavailable": null, "minAvailable": null}, {}, null,
	] {
		rule.deny == set() with input as budget(spec)
	}
}

test_leaves_other_groups_alone if {
	every spec in [{"maxUnavailable": 0}, {"minAvailable": "100%"}] {
		rule.deny == set() with input as object.union(budget(spec), {"apiVersion": "example.org/v1"})
	}
}
