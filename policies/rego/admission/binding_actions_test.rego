package slipway.rules.admission.binding_actions_test

import data.slipway.rules.admission.binding_actions as rule

binding(spec) := {
	"apiVersion": "admissionregistration.k8s.io/v1",
	"kind": "ValidatingAdmissionPolicyBinding",
	"metadata": {"name": "cart"},
	"spec": spec,
}

test_denies_warnings_alone if {
	message := `ValidatingAdmissionPolicyBinding "cart" doesn't deny what its policy finds (Audit, Warn)`
	found := {{"msg": message, "path": ["spec", "validationActions"]}}
	rule.deny == found with input as binding({"validationActions": ["Warn", "Audit"]})
}

test_denies_one_other_action if {
	message := `ValidatingAdmissionPolicyBinding "cart" doesn't deny what its policy finds (Warn)`
	found := {{"msg": message, "path": ["spec", "validationActions"]}}
	rule.deny == found with input as binding({"validationActions": ["Warn"]})
}

test_denies_nothing_at_all if {
	message := `ValidatingAdmissionPolicyBinding "cart" doesn't deny what its policy finds (no action is set)`
	every spec in [{}, {"validationActions": []}, {"validationActions": null}, null] {
		rule.deny == {{"msg": message, "path": ["spec", "validationActions"]}} with input as binding(spec)
	}
}

test_allows_deny if {
	rule.deny == set() with input as binding({"validationActions": ["Deny", "Audit"]})
	rule.deny == set() with input as object.union(binding({}), {"apiVersion": "example.org/v1"})
}
