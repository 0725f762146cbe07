package slipway.rules.istio.service_entries_test

import data.slipway.rules.istio.service_entries as rule

entry(hosts) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "ServiceEntry",
	"metadata": {"name": "outside"},
	"spec": {"hosts": hosts},
}

test_denies_wide_wildcards if {
	every host in ["*", "*.com"] {
		found := {{"msg": sprintf(`ServiceEntry "outside" opens the hosts %s`, [host]), "path": ["spec", "hosts", 1]}}
		rule.deny == found with input as entry(["api.example.com", host])
	}
}

test_allows_hosts_and_narrow_wildcards if {
	every hosts in [["api.example.com", "*.example.com"], [], null, [7]] {
		rule.deny == set() with input as entry(hosts)
	}
	rule.deny == set() with input as object.union(entry(["*"]), {"apiVersion": "example.org/v1"})
}
