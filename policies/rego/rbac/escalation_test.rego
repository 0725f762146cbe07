package slipway.rules.rbac.escalation_test

import data.slipway.rules.rbac.escalation as rule

role(rules) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRole",
	"metadata": {"name": "cart"},
	"rules": rules,
}

given(resources, verbs) := {"apiGroups": ["rbac.authorization.k8s.io"], "resources": resources, "verbs": verbs}

test_denies_each_verb_on_each_resource if {
	every verb in ["bind", "escalate", "impersonate", "*"] {
		every resource in ["roles", "clusterroles", "rolebindings", "clusterrolebindings", "*"] {
			message := sprintf(
				`ClusterRole "cart" allows %s on %s: whoever has it can give himself every right`,
				[verb, resource],
			)
			rule.deny == {{"msg": message, "path": ["rules", 1, "verbs"]}} with input as role([
				given([resource], ["get"]),
				given(["x", resource], ["get", verb]),
			])
		}
	}
}

test_allows_other_verbs_resources_and_groups if {
	every rules in [
		[given(["roles"], ["get", "update"])],
		[given(["policies"], ["bind"])],
		[{"apiGroups": ["apps"], "resources": ["*"], "verbs": ["*"]}],
		[],
		null,
		[null],
	] {
		rule.deny == set() with input as role(rules)
	}
}
