package slipway.rules.rbac.wildcard_verbs_test

import data.slipway.rules.rbac.wildcard_verbs as rule

role(rules) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "cart"}, "rules": rules}

test_denies_the_wildcard_among_other_verbs if {
	rule.deny == {{"msg": `Role "cart" allows every verb on pods, services`, "path": ["rules", 1, "verbs"]}} with input as role([
		{"resources": ["pods"], "verbs": ["get"]},
		{"resources": ["services", "pods"], "verbs": ["get", "*"]},
	])
}

test_denies_a_string_in_place_of_the_list if {
	rule.deny == {{"msg": `Role "cart" allows every verb on pods`, "path": ["rules", 0, "verbs"]}} with input as role([{
		"resources": ["pods"],
		"verbs": "*",
	}])
}

test_names_addresses_where_there_are_no_resources if {
	rule.deny == {{"msg": `Role "cart" allows every verb on /metrics`, "path": ["rules", 0, "verbs"]}} with input as role([{
		"nonResourceURLs": ["/metrics"],
		"verbs": ["*"],
	}])
}

test_allows_named_verbs_and_nothing if {
	every rules in [[{"resources": ["*"], "verbs": ["get", "*/x"]}], [], null, [null], [{"verbs": null}], "*", [{}]] {
		rule.deny == set() with input as role(rules)
	}
}

test_leaves_other_groups_alone if {
	rule.deny == set() with input as object.union(role([{"verbs": ["*"]}]), {"apiVersion": "iam.example.org/v1"})
}
