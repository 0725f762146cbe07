package slipway.rules.rbac.pods_exec_test

import data.slipway.rules.rbac.pods_exec as rule

role(rules) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "cart"}, "rules": rules}

test_denies_each_door_and_verb if {
	every resource in ["pods/exec", "pods/attach", "pods/portforward", "pods/ephemeralcontainers", "*/exec"] {
		every verb in ["create", "get", "patch", "update", "*"] {
			message := sprintf(`Role "cart" allows %s on %s: it opens every pod in reach`, [verb, resource])
			rule.deny == {{"msg": message, "path": ["rules", 0, "resources"]}} with input as role([{
				"apiGroups": [""],
				"resources": [resource],
				"verbs": [verb],
			}])
		}
	}
}

test_allows_pods_and_their_logs if {
	every rules in [
		[{"apiGroups": [""], "resources": ["pods", "pods/log", "pods/status"], "verbs": ["*"]}],
		[{"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["delete"]}],
		[{"apiGroups": ["apps"], "resources": ["pods/exec"], "verbs": ["create"]}],
		null,
	] {
		rule.deny == set() with input as role(rules)
	}
}
