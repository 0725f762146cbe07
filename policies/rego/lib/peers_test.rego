package slipway.lib.peers_test

import data.slipway.lib.peers

policy(spec) := {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "spec": spec}

test_entries if {
	peers.entries("ingress") == {0: {"from": []}, 1: {}} with input as policy({"ingress": [{"from": []}, null], "egress": [{}]})
	peers.entries("ingress") == {} with input as policy(null)
	peers.entries("ingress") == {} with input as {"apiVersion": "example.org/v1", "spec": {"ingress": [{}]}}
}

test_everyone if {
	every entry in [
		{}, {"to": null, "ports": []}, {"to": [{"namespaceSelector": {}}]},
		{"to": [{"podSelector": {"matchLabels": {"a": "b"}}}, {"namespaceSelector": {"matchLabels": null}, "podSelector": {}}]},
	] {
		peers.everyone(entry, "to")
	}
}

test_not_everyone if {
	every entry in [
		{"ports": [{"port": 1}]}, {"to": [{"podSelector": {}}]}, {"to": [{"namespaceSelector": null}]},
		{"to": [{"namespaceSelector": {"matchLabels": {"a": "b"}}}]},
		{"to": [{"namespaceSelector": {"matchExpressions": [{"key": "a"}]}}]},
		{"to": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"a": "b"}}}]},
		{"to": [{"namespaceSelector": {}}], "ports": [{"port": 1}]},
		{"to": [{"namespaceSelector": {}, "podSelector": {}}], "ports": [{"port": 1}]},
	] {
		not peers.everyone(entry, "to")
	}
}

test_ranges if {
	block := {"cidr": "10.0.0.0/8"}
	expected := {{"block": block, "path": ["spec", "egress", 1, "to", 1, "ipBlock"]}}
	spec := {"egress": [{}, {"to": [{"podSelector": {}}, {"ipBlock": block}, {"ipBlock": null}]}], "ingress": [{"from": [{"ipBlock": block}]}]}
	peers.ranges("egress", "to") == expected with input as policy(spec)
}
