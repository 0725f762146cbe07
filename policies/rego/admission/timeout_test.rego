package slipway.rules.admission.timeout_test

import data.slipway.rules.admission.timeout as rule

hooks(version, webhook) := {
	"apiVersion": version,
	"kind": "MutatingWebhookConfiguration",
	"metadata": {"name": "cart"},
	"webhooks": [{"name": "a.example.org", "timeoutSeconds": 10}, webhook],
}

v1 := "admissionregistration.k8s.io/v1"

test_denies_a_long_time_and_garbage if {
	every seconds in [11, 30, "10", null] {
		message := sprintf(`webhook "b.example.org" of MutatingWebhookConfiguration "cart" may take %v s`, [seconds])
		found := {{"msg": message, "path": ["webhooks", 1, "timeoutSeconds"]}}
		rule.deny == found with input as hooks(v1, {"name": "b.example.org", "timeoutSeconds": seconds})
	}
}

test_denies_the_default_of_v1beta1 if {
	found := {{
		"msg": `webhook "b.example.org" of MutatingWebhookConfiguration "cart" may take 30 s`,
		"path": ["webhooks", 1, "timeoutSeconds"],
	}}
	rule.deny == found with input as hooks("admissionregistration.k8s.io/v1beta1", {"name": "b.example.org"})
}

test_denies_where_the_version_is_missing if {
	nameless := object.remove(hooks(v1, {"name": "b.example.org", "timeoutSeconds": 30}), ["apiVersion"])
	count(rule.deny) == 1 with input as nameless
}

test_allows_ten_seconds_and_the_default_of_v1 if {
	rule.deny == set() with input as hooks(v1, {"timeoutSeconds": 1})
	rule.deny == set() with input as hooks(v1, {})
}
