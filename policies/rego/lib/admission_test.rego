package slipway.lib.admission_test

import data.slipway.lib.admission

test_webhooks if {
	admission.webhooks == {1: {"name": "a"}} with input as {
		"apiVersion": "admissionregistration.k8s.io/v1",
		"webhooks": [null, {"name": "a"}],
	}
	admission.webhooks == {} with input as {"apiVersion": "example.org/v1", "webhooks": [{"name": "a"}]}
}

test_is_policy if {
	every kind in ["ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"] {
		admission.is_policy with input as {"apiVersion": "admissionregistration.k8s.io/v1", "kind": kind}
		not admission.is_policy with input as {"apiVersion": "example.org/v1", "kind": kind}
	}
	not admission.is_policy with input as {"kind": "ValidatingWebhookConfiguration"}
}

test_name if {
	admission.name({"name": "a"}) == "a"
	admission.name({}) == "?"
}
