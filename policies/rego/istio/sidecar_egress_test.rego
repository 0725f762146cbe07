package slipway.rules.istio.sidecar_egress_test

import data.slipway.rules.istio.sidecar_egress as rule

sidecar(hosts) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "Sidecar",
	"metadata": {"name": "default"},
	"spec": {"egress": [{"hosts": hosts}]},
}

test_denies_everything if {
	found := {{
		"msg": `Sidecar "default" takes in the configuration of the whole mesh`,
		"path": ["spec", "egress", 0, "hosts", 1],
	}}
	rule.deny == found with input as sidecar(["./*", "*/*"])
}

test_allows_namespaces if {
	every hosts in [["./*", "istio-system/*", "*/cart.example.com"], [], null] {
		rule.deny == set() with input as sidecar(hosts)
	}
	rule.deny == set() with input as object.union(sidecar(["*/*"]), {"apiVersion": "example.org/v1"})
}
