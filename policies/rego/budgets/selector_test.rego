package slipway.rules.budgets.selector_test

import data.slipway.rules.budgets.selector as rule

budget(spec) := {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "cart"}, "spec": spec}

test_denies_no_selector if {
	message := `PodDisruptionBudget "cart" has no selector and protects nothing`
	every spec in [{}, {"selector": null}, null] {
		rule.deny == {{"msg": message, "path": ["spec", "selector"]}} with input as budget(spec)
	}
}

test_denies_an_empty_selector if {
	message := `PodDisruptionBudget "cart" has an empty selector and takes in every pod of its namespace`
	every selector in [{}, {"matchLabels": {}}, {"matchLabels": null, "matchExpressions": []}] {
		rule.deny == {{"msg": message, "path": ["spec", "selector"]}} with input as budget({"selector": selector})
	}
}

test_allows_a_selector if {
	every selector in [{"matchLabels": {"a": "b"}}, {"matchExpressions": [{"key": "a", "operator": "Exists"}]}] {
		rule.deny == set() with input as budget({"selector": selector})
	}
	rule.deny == set() with input as object.union(budget({}), {"apiVersion": "example.org/v1"})
}
