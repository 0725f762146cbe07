package slipway.rules.istio.faults_test

import data.slipway.rules.istio.faults as rule

service(route) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": "cart"},
	"spec": {"http": [route]},
}

test_denies_faults if {
	found := {{"msg": `VirtualService "cart" injects faults (abort, delay)`, "path": ["spec", "http", 0, "fault"]}}
	rule.deny == found with input as service({"fault": {"delay": {}, "abort": {}}})
}

test_denies_one if {
	found := {{"msg": `VirtualService "cart" injects faults (delay)`, "path": ["spec", "http", 0, "fault"]}}
	rule.deny == found with input as service({"fault": {"delay": {}}})
}

test_allows_none if {
	every route in [{}, {"fault": {}}, {"fault": null}] {
		rule.deny == set() with input as service(route)
	}
}
