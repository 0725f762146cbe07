package slipway.rules.together.two_budgets_test

import data.slipway.rules.together.two_budgets as rule

deployment := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": {"app": "cart", "tier": "web"}}, "spec": {}}},
}

budget(name, labels) := {
	"apiVersion": "policy/v1",
	"kind": "PodDisruptionBudget",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"selector": {"matchLabels": labels}},
}

test_denies_both if {
	message := `PodDisruptionBudget "%s" selects the pods of Deployment "cart", as PodDisruptionBudget "%s" does`
	rule.deny == {
		{"msg": sprintf(message, ["a", "b"]), "path": ["spec", "selector"], "resource": 0},
		{"msg": sprintf(message, ["b", "a"]), "path": ["spec", "selector"], "resource": 2},
	} with input as {"resources": [budget("a", {"app": "cart"}), deployment, budget("b", {"tier": "web"})]}
}

test_allows_one_each if {
	rule.deny == set() with input as {"resources": [budget("a", {"app": "cart"}), deployment, budget("b", {"app": "x"})]}
	other := object.union(budget("b", {"tier": "web"}), {"metadata": {"namespace": "other"}})
	rule.deny == set() with input as {"resources": [budget("a", {"app": "cart"}), deployment, other]}
	without := object.remove(budget("b", {}), ["spec"])
	rule.deny == set() with input as {"resources": [budget("a", {"app": "cart"}), deployment, without]}
}
