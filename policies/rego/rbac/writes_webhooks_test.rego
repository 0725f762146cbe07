package slipway.rules.rbac.writes_webhooks_test

import data.slipway.rules.rbac.writes_webhooks as rule

role(rules) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRole",
	"metadata": {"name": "cart"},
	"rules": rules,
}

given(resource, verb) := {"apiGroups": ["admissionregistration.k8s.io"], "resources": [resource], "verbs": [verb]}

test_denies_each_resource_and_verb if {
	every resource in [
		"mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "mutatingwebhookconfigurations",
		"validatingadmissionpolicies", "validatingadmissionpolicybindings", "validatingwebhookconfigurations",
	] {
		every verb in ["create", "update", "patch", "delete", "*"] {
			message := sprintf(
				`ClusterRole "cart" allows %s on %s: it sees and rewrites every object, or lets anything in`,
				[verb, resource],
			)
			rule.deny == {{"msg": message, "path": ["rules", 0, "verbs"]}} with input as role([given(resource, verb)])
		}
	}
}

test_allows_a_patch_of_the_one_that_is_named if {
	named := object.union(given("mutatingwebhookconfigurations", "patch"), {"resourceNames": ["cart"]})
	rule.deny == set() with input as role([named])
}

test_denies_creation_with_a_name if {
	every verb in ["create", "*"] {
		named := object.union(given("mutatingwebhookconfigurations", verb), {"resourceNames": ["cart"]})
		count(rule.deny) == 1 with input as role([named])
	}
}

test_allows_reading if {
	rule.deny == set() with input as role([given("mutatingwebhookconfigurations", "get"), given("other", "create")])
}
