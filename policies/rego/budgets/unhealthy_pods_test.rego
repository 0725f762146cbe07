package slipway.rules.budgets.unhealthy_pods_test

import data.slipway.rules.budgets.unhealthy_pods as rule

budget(spec) := {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "cart"}, "spec": spec}

test_names_the_default if {
	message := `PodDisruptionBudget "cart" holds pods that aren't ready`
	every spec in [{}, {"unhealthyPodEvictionPolicy": "IfHealthyBudget"}, null, {"unhealthyPodEvictionPolicy": null}] {
		rule.deny == {{"msg": message, "path": ["spec", "unhealthyPodEvictionPolicy"]}} with input as budget(spec)
	}
}

test_allows_what_lets_them_go if {
	rule.deny == set() with input as budget({"unhealthyPodEvictionPolicy": "AlwaysAllow"})
	rule.deny == set() with input as object.union(budget({}), {"apiVersion": "example.org/v1"})
}
