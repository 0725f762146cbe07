package slipway.rules.ingress.host_suffixes_test

import data.slipway.rules.ingress.host_suffixes as rule

ingress(hosts) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "cart"},
	"spec": {"rules": [{"host": host} | some host in hosts]},
}

suffixes := {"hostSuffixes": ["example.com", ".example.net"]}

test_denies_a_foreign_domain if {
	every host in ["cart.example.org", "example.com.evil.org", "notexample.com"] {
		message := sprintf(`Ingress "cart" takes %s, which is below none of .example.net, example.com`, [host])
		found := {{"msg": message, "path": ["spec", "rules", 1, "host"]}}
		rule.deny == found with input as ingress(["example.com", host]) with data.slipway.settings as suffixes
	}
}

test_one_domain_is_enough if {
	count(rule.deny) == 1 with input as ingress(["cart.example.org"])
		with data.slipway.settings as {"hostSuffixes": ["example.com"]}
}

test_allows_our_domains_and_names_of_services if {
	hosts := ["example.com", "cart.example.com", "*.example.net", "cart", "cart.shop.svc.cluster.local", "*"]
	rule.deny == set() with input as ingress(hosts) with data.slipway.settings as suffixes
}

test_allows_all_where_no_domain_is_set if {
	rule.deny == set() with input as ingress(["cart.example.org"]) with data.slipway.settings as {"hostSuffixes": []}
	rule.deny == set() with input as ingress(["cart.example.org"]) with data.slipway.settings as {}
}
