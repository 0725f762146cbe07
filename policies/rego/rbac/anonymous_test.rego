package slipway.rules.rbac.anonymous_test

import data.slipway.rules.rbac.anonymous as rule

binding(subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "RoleBinding",
	"metadata": {"name": "cart"},
	"subjects": subjects,
}

test_denies_by_name_whatever_the_kind if {
	every name in ["system:anonymous", "system:unauthenticated"] {
		every kind in ["User", "Group", null] {
			found := {{"msg": sprintf(`RoleBinding "cart" gives rights to %s`, [name]), "path": ["subjects", 1, "name"]}}
			rule.deny == found with input as binding([{"name": "anna"}, {"kind": kind, "name": name}])
		}
	}
}

test_allows_others_and_nobody if {
	every subjects in [[{"name": "system:authenticated"}], [], null, [null], [{"name": ["system:anonymous"]}]] {
		rule.deny == set() with input as binding(subjects)
	}
}
