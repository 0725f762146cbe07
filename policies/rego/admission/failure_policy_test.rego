package slipway.rules.admission.failure_policy_test

import data.slipway.rules.admission.failure_policy as rule

hooks(version, webhook) := {
	"apiVersion": version,
	"kind": "ValidatingWebhookConfiguration",
	"metadata": {"name": "cart"},
	"webhooks": [{"name": "a.example.org", "failurePolicy": "Fail"}, webhook],
}

v1 := "admissionregistration.k8s.io/v1"

policy(kind, spec) := {"apiVersion": v1, "kind": kind, "metadata": {"name": "cart"}, "spec": spec}

test_denies_what_is_not_fail if {
	every value in ["Ignore", "fail", "", null, 7] {
		message := concat(" ", [
			`webhook "b.example.org" of ValidatingWebhookConfiguration "cart" admits what it can't judge:`,
			sprintf("failurePolicy is %v", [value]),
		])
		found := {{"msg": message, "path": ["webhooks", 1, "failurePolicy"]}}
		rule.deny == found with input as hooks(v1, {"name": "b.example.org", "failurePolicy": value})
	}
}

test_denies_the_default_of_v1beta1 if {
	found := {{
		"msg": `webhook "?" of ValidatingWebhookConfiguration "cart" admits what it can't judge: failurePolicy is Ignore`,
		"path": ["webhooks", 1, "failurePolicy"],
	}}
	rule.deny == found with input as hooks("admissionregistration.k8s.io/v1beta1", {})
}

test_denies_where_the_version_is_missing if {
	nameless := object.remove(hooks(v1, {"name": "b.example.org", "failurePolicy": "Ignore"}), ["apiVersion"])
	count(rule.deny) == 1 with input as nameless
}

test_allows_fail_and_the_default_of_v1 if {
	rule.deny == set() with input as hooks(v1, {"name": "b.example.org", "failurePolicy": "Fail"})
	rule.deny == set() with input as hooks(v1, {"name": "b.example.org"})
	rule.deny == set() with input as hooks("example.org/v1", {"failurePolicy": "Ignore"})
}

test_denies_a_policy_that_ignores if {
	every kind in ["ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"] {
		message := sprintf(`%s "cart" admits what it can't judge: failurePolicy is Ignore`, [kind])
		found := {{"msg": message, "path": ["spec", "failurePolicy"]}}
		rule.deny == found with input as policy(kind, {"failurePolicy": "Ignore"})
		rule.deny == set() with input as policy(kind, {})
		rule.deny == set() with input as policy(kind, {"failurePolicy": "Fail"})
	}
	rule.deny == set() with input as policy("ValidatingWebhookConfiguration", {"failurePolicy": "Ignore"})
}
