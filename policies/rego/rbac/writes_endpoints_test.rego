package slipway.rules.rbac.writes_endpoints_test

import data.slipway.rules.rbac.writes_endpoints as rule

role(rules) := {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "cart"}, "rules": rules}

test_denies_each_route_and_verb if {
	every pair in [
		["", "endpoints"], ["", "endpoints/restricted"], ["", "services/status"],
		["discovery.k8s.io", "endpointslices"], ["discovery.k8s.io", "endpointslices/restricted"],
	] {
		every verb in ["create", "patch", "update", "*"] {
			message := sprintf(`Role "cart" allows %s on %s: it sends another service's traffic elsewhere`, [verb, pair[1]])
			rule.deny == {{"msg": message, "path": ["rules", 0, "resources"]}} with input as role([{
				"apiGroups": [pair[0]],
				"resources": [pair[1]],
				"verbs": [verb],
			}])
		}
	}
}

test_allows_reading_and_services if {
	every rules in [
		[{"apiGroups": ["", "discovery.k8s.io"], "resources": ["endpoints", "endpointslices"], "verbs": ["get", "list"]}],
		[{"apiGroups": [""], "resources": ["services"], "verbs": ["create"]}],
		[{"apiGroups": ["discovery.k8s.io"], "resources": ["endpoints"], "verbs": ["create"]}],
	] {
		rule.deny == set() with input as role(rules)
	}
}
