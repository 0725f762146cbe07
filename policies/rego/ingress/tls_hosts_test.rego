package slipway.rules.ingress.tls_hosts_test

import data.slipway.rules.ingress.tls_hosts as rule

ingress(hosts, tls) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "cart"},
	"spec": {"rules": [{"host": host} | some host in hosts], "tls": tls},
}

test_denies_a_host_that_is_not_named if {
	found := {{"msg": `Ingress "cart" has no certificate for b.example.com`, "path": ["spec", "rules", 1, "host"]}}
	rule.deny == found with input as ingress(["a.example.com", "b.example.com"], [{"hosts": ["a.example.com"]}])
}

test_denies_a_wildcard_of_another_depth if {
	message := `Ingress "cart" has no certificate for a.b.example.com`
	found := {{"msg": message, "path": ["spec", "rules", 0, "host"]}}
	rule.deny == found with input as ingress(["a.b.example.com"], [{"hosts": ["*.example.com", "b.example.com"]}])
}

test_allows_hosts_that_are_named if {
	rule.deny == set() with input as ingress(["a.example.com", "b.example.com"], [
		{"hosts": ["a.example.com"]},
		{"hosts": ["*.example.com"]},
	])
}

test_allows_an_entry_for_all if {
	every tls in [[{}], [{"secretName": "cart"}], [{"hosts": ["b.example.com"]}, {"hosts": []}]] {
		rule.deny == set() with input as ingress(["a.example.com"], tls)
	}
}

test_leaves_no_tls_to_the_rule_on_tls if {
	every tls in [[], null] {
		rule.deny == set() with input as ingress(["a.example.com"], tls)
	}
}

test_leaves_other_groups_alone if {
	other := object.union(ingress(["a.example.com"], [{"hosts": ["b"]}]), {"apiVersion": "example.org/v1"})
	rule.deny == set() with input as other
}
