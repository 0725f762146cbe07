package slipway.rules.network.metadata_address_test

import data.slipway.rules.network.metadata_address as rule

policy(block) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "NetworkPolicy",
	"metadata": {"name": "cart"},
	"spec": {
		"egress": [{"to": [{"podSelector": {}}, {"ipBlock": block}]}],
		"ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}],
	},
}

test_denies_ranges_that_hold_it if {
	every pair in [
		["0.0.0.0/0", "169.254.169.254"], ["169.254.0.0/16", "169.254.169.254"], ["169.254.169.254/32", "169.254.169.254"],
		["::/0", "fd00:ec2::254"],
	] {
		message := sprintf(`NetworkPolicy "cart" lets pods ask the metadata service: %s holds %s`, pair)
		found := {{"msg": message, "path": ["spec", "egress", 0, "to", 1, "ipBlock"]}}
		every except in [[], null, ["10.0.0.0/8"], ["garbage"]] {
			rule.deny == found with input as policy({"cidr": pair[0], "except": except})
		}
	}
}

test_allows_ranges_without_it if {
	every block in [
		{"cidr": "10.0.0.0/8"},
		{"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8", "169.254.169.254/32"]},
		{"cidr": "0.0.0.0/0", "except": ["169.254.0.0/16"]},
		{"cidr": "::/0", "except": ["fd00:ec2::254/128"]},
		{"cidr": null},
	] {
		rule.deny == set() with input as policy(block)
	}
}
