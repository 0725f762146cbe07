package slipway.rules.rbac.wildcard_groups_test

import data.slipway.rules.rbac.wildcard_groups as rule

role(rules) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "cart"}, "rules": rules}

test_denies_the_wildcard if {
	rule.deny == {{"msg": `Role "cart" allows jobs of every API group`, "path": ["rules", 1, "apiGroups"]}} with input as role([
		{"apiGroups": ["batch"], "resources": ["jobs"]},
		{"apiGroups": ["batch", "*"], "resources": ["jobs"]},
	])
}

test_denies_the_wildcard_without_resources if {
	rule.deny == {{"msg": `Role "cart" allows  of every API group`, "path": ["rules", 0, "apiGroups"]}} with input as role([{
		"apiGroups": "*",
	}])
}

test_allows_named_groups_and_nothing if {
	every rules in [[{"apiGroups": ["", "apps"]}], [], null, [null], [{"apiGroups": null}], [{}]] {
		rule.deny == set() with input as role(rules)
	}
}
