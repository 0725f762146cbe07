package slipway.rules.network.open_ingress_test

import data.slipway.rules.network.open_ingress as rule

policy(spec) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "NetworkPolicy",
	"metadata": {"name": "cart"},
	"spec": spec,
}

test_denies_a_rule_that_says_nothing if {
	found := {{"msg": `NetworkPolicy "cart" lets everyone in`, "path": ["spec", "ingress", 1]}}
	every entry in [{}, {"from": []}, {"from": [{"namespaceSelector": {}}]}] {
		rule.deny == found with input as policy({"ingress": [{"from": [{"podSelector": {}}]}, entry], "egress": [{}]})
	}
}

test_allows_peers_and_ports if {
	every spec in [
		{"ingress": [{"from": [{"podSelector": {}}]}]},
		{"ingress": [{"ports": [{"port": 8080}]}]},
		{"ingress": []},
		{"egress": [{}]},
		null,
	] {
		rule.deny == set() with input as policy(spec)
	}
}
