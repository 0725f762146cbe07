package slipway.rules.rbac.masters_test

import data.slipway.rules.rbac.masters as rule

binding(subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRoleBinding",
	"metadata": {"name": "cart"},
	"subjects": subjects,
}

test_denies_the_group if {
	message := `ClusterRoleBinding "cart" counts on system:masters`
	found := {{"msg": message, "path": ["subjects", 1, "name"]}}
	rule.deny == found with input as binding([{"name": "anna"}, {"kind": "Group", "name": "system:masters"}])
}

test_allows_others if {
	every subjects in [[{"name": "masters"}], null, []] {
		rule.deny == set() with input as binding(subjects)
	}
}
