package slipway.lib.istio_test

import data.slipway.lib.istio

test_http_routes if {
	service := {"apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "spec": {"http": [null, {"name": "a"}]}}
	istio.http_routes == {1: {"name": "a"}} with input as service
	istio.http_routes == {} with input as object.union(service, {"kind": "Gateway"})
	istio.http_routes == {} with input as object.union(service, {"apiVersion": "example.org/v1"})
	istio.http_routes == {} with input as {"kind": "VirtualService", "spec": null}
}

test_traffic_policies if {
	rule := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"spec": {
			"trafficPolicy": {"portLevelSettings": [{"a": 1}, null]},
			"subsets": [{"name": "x"}, {"trafficPolicy": {"b": 1, "portLevelSettings": [{"c": 1}]}}, {"trafficPolicy": 7}],
		},
	}
	istio.traffic_policies == {
		{"policy": {"portLevelSettings": [{"a": 1}, null]}, "path": ["spec", "trafficPolicy"]},
		{"policy": {"a": 1}, "path": ["spec", "trafficPolicy", "portLevelSettings", 0]},
		{
			"policy": {"b": 1, "portLevelSettings": [{"c": 1}]},
			"path": ["spec", "subsets", 1, "trafficPolicy"],
		},
		{"policy": {"c": 1}, "path": ["spec", "subsets", 1, "trafficPolicy", "portLevelSettings", 0]},
	} with input as rule
	istio.traffic_policies == set() with input as object.union(rule, {"kind": "Service"})
	istio.traffic_policies == set() with input as object.union(rule, {"apiVersion": "example.org/v1"})
	istio.traffic_policies == set() with input as {"kind": "DestinationRule", "spec": {"trafficPolicy": null}}
}

test_seconds if {
	istio.seconds("1500ms") == 1.5
	istio.seconds("1m") == 60
	not istio.seconds("soon")
}
