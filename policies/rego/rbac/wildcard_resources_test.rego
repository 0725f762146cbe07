package slipway.rules.rbac.wildcard_resources_test

import data.slipway.rules.rbac.wildcard_resources as rule

role(rules) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "cart"}, "rules": rules}

test_denies_the_wildcard_among_other_resources if {
	message := `Role "cart" allows get, list on every resource (*)`
	rule.deny == {{"msg": message, "path": ["rules", 1, "resources"]}} with input as role([
		{"resources": ["pods"], "verbs": ["get"]},
		{"resources": ["pods", "*"], "verbs": ["list", "get"]},
	])
}

test_denies_a_subresource_of_everything if {
	message := `Role "cart" allows create on every resource (*/scale)`
	rule.deny == {{"msg": message, "path": ["rules", 0, "resources"]}} with input as role([{
		"resources": ["*/scale"],
		"verbs": ["create"],
	}])
}

test_denies_a_string_in_place_of_the_list if {
	count(rule.deny) == 1 with input as role([{"resources": "*", "verbs": "get"}])
}

test_allows_named_resources_and_nothing if {
	every rules in [[{"resources": ["pods", "pods/log"], "verbs": ["*"]}], [], null, [null], [{"resources": null}], [{}]] {
		rule.deny == set() with input as role(rules)
	}
}
