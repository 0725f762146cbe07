package slipway.rules.rbac.creates_tokens_test

import data.slipway.rules.rbac.creates_tokens as rule

role(rules) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "cart"}, "rules": rules}

test_denies_tokens_of_any_account if {
	message := `Role "cart" allows create on serviceaccounts/token: it becomes any service account in reach`
	rule.deny == {{"msg": message, "path": ["rules", 0, "resources"]}} with input as role([{
		"apiGroups": [""],
		"resources": ["serviceaccounts/token"],
		"verbs": ["create"],
	}])
}

test_allows_the_named_account_and_accounts_alone if {
	every rules in [
		[{"apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["create"], "resourceNames": ["cart"]}],
		[{"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["create"]}],
		[{"apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["get"]}],
	] {
		rule.deny == set() with input as role(rules)
	}
}
