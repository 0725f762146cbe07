package slipway.rules.together.account_rights_test

import data.slipway.rules.together.account_rights as rule

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "cart", "namespace": "shop"}, "spec": spec}

binding(kind, subject, role) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "b", "namespace": "shop"},
	"subjects": [subject],
	"roleRef": role,
}

role(kind, rules) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "r", "namespace": "shop"},
	"rules": rules,
}

cart := {"kind": "ServiceAccount", "name": "cart", "namespace": "shop"}

local := {"kind": "Role", "name": "r"}

path := ["spec", "serviceAccountName"]

found(account, right) := {{
	"msg": sprintf(`Pod "cart" runs as %s, which may %s by RoleBinding "b"`, [account, right]),
	"path": path,
	"resource": 0,
}}

set(given) := {"resources": [pod({"serviceAccountName": "cart"}), binding("RoleBinding", cart, local), role("Role", [given])]}

test_denies_each_strong_right if {
	every right, given in {
		"raise its own rights": {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles"], "verbs": ["bind"]},
		"act as others": {"apiGroups": [""], "resources": ["users"], "verbs": ["impersonate"]},
		"read every secret": {"apiGroups": [""], "resources": ["secrets"], "verbs": ["list"]},
		"run commands in pods": {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"]},
	} {
		rule.deny == found("cart", right) with input as set(given)
	}
}

test_denies_more_ways_to_each_right if {
	every given in [
		{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["escalate"]},
		{"apiGroups": [""], "resources": ["groups"], "verbs": ["impersonate"], "resourceNames": ["a"]},
		{"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["impersonate"]},
		{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]},
		{"apiGroups": [""], "resources": ["secrets"], "verbs": ["watch"]},
		{"apiGroups": [""], "resources": ["nodes/proxy"], "verbs": ["create"]},
	] {
		count(rule.deny) == 1 with input as set(given)
	}
	wild := {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
	count(rule.deny) == 4 with input as set(wild)
}

test_denies_kubernetes_own_strong_roles if {
	admin := {"kind": "ClusterRole", "name": "cluster-admin"}
	rule.deny == found("cart", "do everything") with input as {"resources": [
		pod({"serviceAccountName": "cart"}),
		binding("RoleBinding", cart, admin),
	]}
	local_admin := {"kind": "ClusterRole", "name": "admin"}
	rule.deny == found("cart", "give itself every right of the namespace") with input as {"resources": [
		pod({"serviceAccountName": "cart"}),
		binding("RoleBinding", cart, local_admin),
	]}
	rule.unknown == set() with input as {"resources": [
		pod({"serviceAccountName": "cart"}),
		binding("RoleBinding", cart, admin),
	]}
}

test_denies_the_default_account_and_a_binding_for_the_cluster if {
	subject := {"kind": "ServiceAccount", "name": "default"}
	secrets := [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]
	every name in [{}, {"serviceAccountName": ""}, {"serviceAccountName": 7}] {
		rule.deny == found("default", "read every secret") with input as {"resources": [
			pod(name),
			binding("RoleBinding", subject, local),
			role("Role", secrets),
		]}
	}
	cluster := {"resources": [
		pod({"serviceAccountName": "cart"}),
		binding("ClusterRoleBinding", cart, {"kind": "ClusterRole", "name": "r"}),
		role("ClusterRole", secrets),
	]}
	{one.msg | some one in rule.deny} == {
		`Pod "cart" runs as cart, which may read every secret by ClusterRoleBinding "b"`,
	} with input as cluster
}

test_allows_few_rights if {
	every given in [
		{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]},
		{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"], "resourceNames": ["cart"]},
		{"apiGroups": ["apps"], "resources": ["*"], "verbs": ["*"]},
	] {
		rule.deny == set() with input as set(given)
		rule.unknown == set() with input as set(given)
	}
}

test_allows_what_is_bound_to_others if {
	secrets := role("Role", [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}])
	every subject in [
		{"kind": "ServiceAccount", "name": "cart", "namespace": "other"},
		{"kind": "ServiceAccount", "name": "other"},
		{"kind": "User", "name": "cart"},
	] {
		rule.deny == set() with input as {"resources": [
			pod({"serviceAccountName": "cart"}),
			binding("RoleBinding", subject, local),
			secrets,
		]}
	}
}

test_can_not_tell_of_a_role_that_is_elsewhere if {
	elsewhere := object.union(role("Role", []), {"metadata": {"namespace": "other"}})
	every more in [[], [elsewhere]] {
		rule.unknown == {{
			"msg": `Pod "cart" runs as cart, and Role "r", which it is bound to, isn't here`,
			"path": path,
			"resource": 0,
		}} with input as {"resources": array.concat(
			[pod({"serviceAccountName": "cart"}), binding("RoleBinding", cart, local)],
			more,
		)}
	}
}
