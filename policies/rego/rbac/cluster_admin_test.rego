package slipway.rules.rbac.cluster_admin_test

import data.slipway.rules.rbac.cluster_admin as rule

binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "cart"},
	"roleRef": role,
	"subjects": subjects,
}

admin := {"kind": "ClusterRole", "name": "cluster-admin"}

test_denies_both_kinds_of_binding if {
	every kind in ["RoleBinding", "ClusterRoleBinding"] {
		message := sprintf(`%s "cart" gives cluster-admin to anna, berta`, [kind])
		found := {{"msg": message, "path": ["roleRef", "name"]}}
		rule.deny == found with input as binding(kind, admin, [{"name": "berta"}, {"name": "anna"}])
	}
}

test_denies_without_subjects if {
	message := `RoleBinding "cart" gives cluster-admin to nobody yet`
	every subjects in [null, [], "anna"] {
		rule.deny == {{"msg": message, "path": ["roleRef", "name"]}} with input as binding("RoleBinding", admin, subjects)
	}
}

test_denies_a_role_that_bears_the_name if {
	found := {{"msg": `RoleBinding "cart" gives cluster-admin to anna`, "path": ["roleRef", "name"]}}
	role := {"kind": "Role", "name": "cluster-admin"}
	rule.deny == found with input as binding("RoleBinding", role, [{"name": "anna"}])
}

test_denies_where_the_kind_of_role_is_missing if {
	count(rule.deny) == 1 with input as binding("ClusterRoleBinding", {"name": "cluster-admin"}, [])
}

test_allows_other_roles if {
	every role in [
		{"kind": "ClusterRole", "name": "admin"}, {}, null, "cluster-admin",
	] {
		rule.deny == set() with input as binding("RoleBinding", role, [{"name": "anna"}])
	}
}

test_leaves_other_groups_alone if {
	other := object.union(binding("RoleBinding", admin, []), {"apiVersion": "example.org/v1"})
	rule.deny == set() with input as other
}
