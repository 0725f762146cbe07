package slipway.rules.istio.weights_test

import data.slipway.rules.istio.weights as rule

service(protocol, weights) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": "cart"},
	"spec": {protocol: [{}, {"route": [{"weight": weight} | some weight in weights]}]},
}

test_denies_other_sums if {
	every protocol in ["http", "tcp", "tls"] {
		found := {{
			"msg": `VirtualService "cart" has a route whose weights add to 99`,
			"path": ["spec", protocol, 1, "route"],
		}}
		rule.deny == found with input as service(protocol, [90, 9])
	}
}

test_denies_a_missing_weight_and_garbage if {
	missing := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "cart"},
		"spec": {"http": [{"route": [{"weight": 90}, {"destination": {}}, null]}]},
	}
	found := {{"msg": `VirtualService "cart" has a route whose weights add to 90`, "path": ["spec", "http", 0, "route"]}}
	rule.deny == found with input as missing
	garbage := {{
		"msg": `VirtualService "cart" has a route whose weights add to nothing: one is no number`,
		"path": ["spec", "http", 1, "route"],
	}}
	rule.deny == garbage with input as service("http", [90, "10"])
}

test_allows_100_and_a_single_destination if {
	rule.deny == set() with input as service("http", [90, 10])
	rule.deny == set() with input as service("http", [7])
	rule.deny == set() with input as service("http", [])
	rule.deny == set() with input as object.union(service("http", [1, 2]), {"apiVersion": "example.org/v1"})
}
