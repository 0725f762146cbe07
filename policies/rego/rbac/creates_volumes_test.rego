package slipway.rules.rbac.creates_volumes_test

import data.slipway.rules.rbac.creates_volumes as rule

role(rules) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRole",
	"metadata": {"name": "cart"},
	"rules": rules,
}

test_denies_creation if {
	message := `ClusterRole "cart" allows create on persistentvolumes: a volume may be the node's own file system`
	rule.deny == {{"msg": message, "path": ["rules", 0, "verbs"]}} with input as role([{
		"apiGroups": [""],
		"resources": ["persistentvolumes"],
		"verbs": ["get", "create"],
	}])
}

test_allows_reading_and_claims if {
	every rules in [
		[{"apiGroups": [""], "resources": ["persistentvolumes"], "verbs": ["get", "delete"]}],
		[{"apiGroups": [""], "resources": ["persistentvolumeclaims"], "verbs": ["create"]}],
		[{"apiGroups": ["storage.k8s.io"], "resources": ["persistentvolumes"], "verbs": ["create"]}],
	] {
		rule.deny == set() with input as role(rules)
	}
}
