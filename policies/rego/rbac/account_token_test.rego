package slipway.rules.rbac.account_token_test

import data.slipway.rules.rbac.account_token as rule

account(more) := object.union({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "cart"}}, more)

found := {{
	"msg": `ServiceAccount "cart" mounts its token in every pod that doesn't refuse it`,
	"path": ["automountServiceAccountToken"],
}}

test_denies_what_is_not_false if {
	every more in [
		{}, {"automountServiceAccountToken": true}, {"automountServiceAccountToken": null},
		{"automountServiceAccountToken": "false"},
	] {
		rule.deny == found with input as account(more)
	}
}

test_allows_false_and_other_groups if {
	rule.deny == set() with input as account({"automountServiceAccountToken": false})
	rule.deny == set() with input as account({"apiVersion": "iam.example.org/v1"})
}
