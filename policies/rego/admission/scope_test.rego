package slipway.rules.admission.scope_test

import data.slipway.rules.admission.scope as rule

hooks(webhook) := {
	"apiVersion": "admissionregistration.k8s.io/v1",
	"kind": "ValidatingWebhookConfiguration",
	"metadata": {"name": "cart"},
	"webhooks": [webhook],
}

wide(resources) := {"name": "a.example.org", "rules": [{"apiGroups": [""], "resources": resources}]}

found := {{
	"msg": `webhook "a.example.org" of ValidatingWebhookConfiguration "cart" stops the pods of every namespace when it is away`,
	"path": ["webhooks", 0, "namespaceSelector"],
}}

test_denies_pods_of_all_namespaces if {
	every resource in ["pods", "*", "*/*", "pods/*"] {
		rule.deny == found with input as hooks(wide(["services", resource]))
		rule.deny == found with input as hooks(object.union(wide([resource]), {
			"failurePolicy": "Fail",
			"namespaceSelector": {"matchLabels": {}},
			"matchConditions": [],
		}))
	}
	every_group := {"name": "a.example.org", "rules": [{"apiGroups": ["*"], "resources": ["*"], "scope": "Namespaced"}]}
	rule.deny == found with input as hooks(every_group)
}

test_allows_what_is_narrowed if {
	every more in [
		{"failurePolicy": "Ignore"},
		{"namespaceSelector": {"matchLabels": {"a": "b"}}},
		{"namespaceSelector": {"matchExpressions": [{"key": "a", "operator": "Exists"}]}},
		{"objectSelector": {"matchLabels": {"a": "b"}}},
		{"matchConditions": [{"name": "a", "expression": "true"}]},
	] {
		rule.deny == set() with input as hooks(object.union(wide(["pods"]), more))
	}
}

test_allows_other_resources if {
	rule.deny == set() with input as hooks(wide(["services"]))
	rule.deny == set() with input as hooks({"rules": [{"apiGroups": ["apps"], "resources": ["*"]}]})
	rule.deny == set() with input as hooks({"rules": [{"apiGroups": [""], "resources": ["*"], "scope": "Cluster"}]})
	rule.deny == set() with input as hooks({"rules": null})
}
