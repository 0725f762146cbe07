package slipway.rules.istio.open_authorization_test

import data.slipway.rules.istio.open_authorization as rule

policy(spec) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "AuthorizationPolicy",
	"metadata": {"name": "cart"},
	"spec": spec,
}

from := {"from": [{"source": {"principals": ["a"]}}]}

test_denies_a_rule_that_says_nothing if {
	found := {{"msg": `AuthorizationPolicy "cart" allows every request`, "path": ["spec", "rules", 1]}}
	every entry in [{}, null, {"from": [], "to": null}] {
		rule.deny == found with input as policy({"rules": [from, entry]})
		rule.deny == found with input as policy({"action": "ALLOW", "rules": [from, entry]})
	}
}

test_allows_what_says_something if {
	every entry in [from, {"to": [{"operation": {"methods": ["GET"]}}]}, {"when": [{"key": "a"}]}] {
		rule.deny == set() with input as policy({"rules": [entry]})
	}
}

test_allows_denials_and_no_rules if {
	every spec in [{"action": "DENY", "rules": [{}]}, {}, {"rules": []}, {"rules": null}, null] {
		rule.deny == set() with input as policy(spec)
	}
	rule.deny == set() with input as object.union(policy({"rules": [{}]}), {"apiVersion": "example.org/v1"})
}
