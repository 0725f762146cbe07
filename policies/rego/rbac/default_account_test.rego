package slipway.rules.rbac.default_account_test

import data.slipway.rules.rbac.default_account as rule

binding(subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "RoleBinding",
	"metadata": {"name": "cart"},
	"subjects": subjects,
}

test_denies_the_account if {
	message := `RoleBinding "cart" gives rights to the default account (default)`
	found := {{"msg": message, "path": ["subjects", 1, "name"]}}
	rule.deny == found with input as binding([{"kind": "User", "name": "default"}, {"kind": "ServiceAccount", "name": "default"}])
}

test_denies_the_account_by_its_user_name if {
	message := `RoleBinding "cart" gives rights to the default account (system:serviceaccount:shop:default)`
	found := {{"msg": message, "path": ["subjects", 0, "name"]}}
	rule.deny == found with input as binding([{"kind": "User", "name": "system:serviceaccount:shop:default"}])
}

test_allows_other_accounts if {
	every subjects in [
		[{"kind": "ServiceAccount", "name": "cart"}],
		[{"kind": "User", "name": "system:serviceaccount:default:cart"}],
		[{"kind": "User", "name": "system:serviceaccount:shop:default-reader"}],
		[{"kind": "Group", "name": "default"}],
		null,
		[{"kind": "ServiceAccount", "name": null}],
	] {
		rule.deny == set() with input as binding(subjects)
	}
}
