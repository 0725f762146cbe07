package slipway.rules.network.policy_types_test

import data.slipway.rules.network.policy_types as rule

policy(spec) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "NetworkPolicy",
	"metadata": {"name": "cart"},
	"spec": spec,
}

test_denies_rules_of_a_direction_that_is_left_out if {
	every pair in [["egress", "Ingress"], ["ingress", "Egress"]] {
		message := sprintf(`NetworkPolicy "cart" has %s rules that are not in force`, [pair[0]])
		found := {{"msg": message, "path": ["spec", "policyTypes"]}}
		rule.deny == found with input as policy({pair[0]: [{}], "policyTypes": [pair[1]]})
	}
}

test_allows_rules_in_force if {
	every spec in [
		{"egress": [{}], "policyTypes": ["Ingress", "Egress"]},
		{"ingress": [{}], "policyTypes": ["Ingress"]},
		{"egress": [{}], "policyTypes": ["Egress"]},
		{"egress": [{}]},
		{"egress": [{}], "policyTypes": []},
		{"egress": [], "policyTypes": ["Ingress"]},
		{"policyTypes": ["Ingress", "Egress"]},
		null,
	] {
		rule.deny == set() with input as policy(spec)
	}
}
