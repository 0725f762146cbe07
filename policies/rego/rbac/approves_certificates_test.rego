package slipway.rules.rbac.approves_certificates_test

import data.slipway.rules.rbac.approves_certificates as rule

role(rules) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRole",
	"metadata": {"name": "cart"},
	"rules": rules,
}

test_denies_each_right if {
	every pair in [
		["certificatesigningrequests/approval", "update"], ["certificatesigningrequests/approval", "patch"],
		["certificatesigningrequests/status", "update"], ["signers", "approve"], ["signers", "sign"],
	] {
		message := sprintf(`ClusterRole "cart" allows %s on %s: it issues certificates of any user`, [pair[1], pair[0]])
		rule.deny == {{"msg": message, "path": ["rules", 0, "verbs"]}} with input as role([{
			"apiGroups": ["certificates.k8s.io"],
			"resources": [pair[0]],
			"verbs": [pair[1]],
		}])
	}
}

test_allows_asking if {
	every rules in [
		[{
			"apiGroups": ["certificates.k8s.io"],
			"resources": ["certificatesigningrequests", "certificatesigningrequests/approval"],
			"verbs": ["create", "get"],
		}],
		[{"apiGroups": ["certificates.k8s.io"], "resources": ["signers"], "verbs": ["update"]}],
		[{"apiGroups": ["apps"], "resources": ["signers"], "verbs": ["sign"]}],
	] {
		rule.deny == set() with input as role(rules)
	}
}
