package slipway.rules.network.open_egress_test

import data.slipway.rules.network.open_egress as rule

policy(spec) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "NetworkPolicy",
	"metadata": {"name": "cart"},
	"spec": spec,
}

test_denies_a_rule_that_says_nothing if {
	found := {{"msg": `NetworkPolicy "cart" lets everything out`, "path": ["spec", "egress", 1]}}
	every entry in [{}, {"to": []}, {"to": [{"namespaceSelector": {}}]}] {
		rule.deny == found with input as policy({"egress": [{"to": [{"podSelector": {}}]}, entry], "ingress": [{}]})
	}
}

test_allows_peers_and_ports if {
	every spec in [{"egress": [{"to": [{"podSelector": {}}]}]}, {"egress": []}, {"ingress": [{}]}, null] {
		rule.deny == set() with input as policy(spec)
	}
}
