package slipway.rules.admission.endpoint_test

import data.slipway.rules.admission.endpoint as rule

hooks(client) := {
	"apiVersion": "admissionregistration.k8s.io/v1",
	"kind": "ValidatingWebhookConfiguration",
	"metadata": {"name": "cart"},
	"webhooks": [{"name": "a.example.org", "clientConfig": client}],
}

test_denies_addresses_outside if {
	every url in [
		"https://gate.example.com", "http://gate.gate.svc", "https://gate.gate.svc.example.com/x", "https://a.svc@evil/", 7,
	] {
		message := sprintf(
			`webhook "a.example.org" of ValidatingWebhookConfiguration "cart" sends every object to %v`,
			[url],
		)
		found := {{"msg": message, "path": ["webhooks", 0, "clientConfig", "url"]}}
		rule.deny == found with input as hooks({"url": url})
	}
}

test_allows_services if {
	every client in [
		{"service": {"name": "gate"}}, {"url": "https://gate.gate.svc"}, {"url": "https://gate.gate.svc.cluster.local:8443/x"},
		{"url": null}, null,
	] {
		rule.deny == set() with input as hooks(client)
	}
}
