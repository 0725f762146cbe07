package slipway.rules.rbac.aggregation_test

import data.slipway.rules.rbac.aggregation as rule

role(selectors) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRole",
	"metadata": {"name": "cart"},
	"aggregationRule": {"clusterRoleSelectors": selectors},
}

test_denies_an_empty_selector if {
	every selector in [{}, {"matchLabels": {}}, {"matchLabels": null, "matchExpressions": []}] {
		rule.deny == {{
			"msg": `ClusterRole "cart" takes in the rules of every ClusterRole`,
			"path": ["aggregationRule", "clusterRoleSelectors", 1],
		}} with input as role([{"matchLabels": {"a": "b"}}, selector])
	}
}

test_allows_a_selector_that_says_something if {
	every selectors in [[{"matchLabels": {"a": "b"}}], [{"matchExpressions": [{"key": "a", "operator": "Exists"}]}], [], null] {
		rule.deny == set() with input as role(selectors)
	}
	rule.deny == set() with input as object.union(role([{}]), {"apiVersion": "example.org/v1"})
}
