package slipway.rules.rbac.secrets_access_test

import data.slipway.rules.rbac.secrets_access as rule

role(rules) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "cart"}, "rules": rules}

test_denies_each_verb_that_reads if {
	every verb in ["get", "list", "watch", "*"] {
		message := sprintf(`Role "cart" allows %s on secrets: it reads every secret in reach`, [verb])
		rule.deny == {{"msg": message, "path": ["rules", 1, "verbs"]}} with input as role([
			{"apiGroups": [""], "resources": ["pods"], "verbs": [verb]},
			{"apiGroups": [""], "resources": ["pods", "secrets"], "verbs": ["create", verb]},
		])
	}
}

test_denies_every_resource if {
	message := `Role "cart" allows get on *: it reads every secret in reach`
	rule.deny == {{"msg": message, "path": ["rules", 0, "verbs"]}} with input as role([{
		"apiGroups": ["*"],
		"resources": ["*"],
		"verbs": ["get"],
	}])
}

test_denies_an_empty_list_of_names if {
	count(rule.deny) == 1 with input as role([{
		"apiGroups": [""],
		"resources": ["secrets"],
		"verbs": ["get"],
		"resourceNames": [],
	}])
}

test_allows_writing_naming_and_other_groups if {
	every rules in [
		[{"apiGroups": [""], "resources": ["secrets"], "verbs": ["create", "patch"]}],
		[{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"], "resourceNames": ["cart"]}],
		[{"apiGroups": ["example.org"], "resources": ["secrets"], "verbs": ["get"]}],
		[{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}],
		[],
		null,
	] {
		rule.deny == set() with input as role(rules)
	}
}
