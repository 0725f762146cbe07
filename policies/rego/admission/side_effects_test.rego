package slipway.rules.admission.side_effects_test

import data.slipway.rules.admission.side_effects as rule

hooks(webhook) := {
	"apiVersion": "admissionregistration.k8s.io/v1",
	"kind": "ValidatingWebhookConfiguration",
	"metadata": {"name": "cart"},
	"webhooks": [{"sideEffects": "None"}, webhook],
}

test_denies_unknown_and_some if {
	every effects in ["Unknown", "Some", null] {
		message := concat(" ", [
			`webhook "a.example.org" of ValidatingWebhookConfiguration "cart" may have side effects:`,
			sprintf("sideEffects is %v", [effects]),
		])
		found := {{"msg": message, "path": ["webhooks", 1, "sideEffects"]}}
		rule.deny == found with input as hooks({"name": "a.example.org", "sideEffects": effects})
	}
}

test_denies_what_is_missing if {
	message := `webhook "?" of ValidatingWebhookConfiguration "cart" may have side effects: sideEffects is missing`
	rule.deny == {{"msg": message, "path": ["webhooks", 1, "sideEffects"]}} with input as hooks({})
}

test_allows_none if {
	rule.deny == set() with input as hooks({"sideEffects": "NoneOnDryRun"})
}
