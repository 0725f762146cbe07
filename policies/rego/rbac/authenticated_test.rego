package slipway.rules.rbac.authenticated_test

import data.slipway.rules.rbac.authenticated as rule

binding(subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRoleBinding",
	"metadata": {"name": "cart"},
	"subjects": subjects,
}

test_denies_each_group if {
	every name in ["system:authenticated", "system:serviceaccounts"] {
		message := sprintf(`ClusterRoleBinding "cart" gives rights to all of %s`, [name])
		rule.deny == {{"msg": message, "path": ["subjects", 0, "name"]}} with input as binding([{"name": name}])
	}
}

test_allows_narrower_groups if {
	every subjects in [[{"name": "system:serviceaccounts:shop"}], [{"name": "team"}], null, []] {
		rule.deny == set() with input as binding(subjects)
	}
}
