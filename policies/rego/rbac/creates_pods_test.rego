package slipway.rules.rbac.creates_pods_test

import data.slipway.rules.rbac.creates_pods as rule

role(rules) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "cart"}, "rules": rules}

test_names_each_workload if {
	every pair in [
		["", "pods"], ["", "replicationcontrollers"], ["apps", "daemonsets"], ["apps", "deployments"],
		["apps", "replicasets"], ["apps", "statefulsets"], ["batch", "cronjobs"], ["batch", "jobs"],
	] {
		message := sprintf(
			`Role "cart" allows create on %s: its pods may run as any service account of the namespace`,
			[pair[1]],
		)
		rule.deny == {{"msg": message, "path": ["rules", 0, "verbs"]}} with input as role([{
			"apiGroups": [pair[0]],
			"resources": [pair[1]],
			"verbs": ["create"],
		}])
	}
}

test_allows_reading_and_other_groups if {
	every rules in [
		[{"apiGroups": ["", "apps", "batch"], "resources": ["pods", "deployments"], "verbs": ["get", "patch"]}],
		[{"apiGroups": ["example.org"], "resources": ["jobs"], "verbs": ["create"]}],
		null,
	] {
		rule.deny == set() with input as role(rules)
	}
}
