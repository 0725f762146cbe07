package slipway.rules.istio.outlier_detection_test

import data.slipway.rules.istio.outlier_detection as rule

destination(detection) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "DestinationRule",
	"metadata": {"name": "cart"},
	"spec": {"trafficPolicy": {"outlierDetection": detection}},
}

path := ["spec", "trafficPolicy", "outlierDetection"]

test_denies_a_large_share if {
	every share in [51, 100, "10"] {
		found := {{
			"msg": sprintf(`DestinationRule "cart" may eject %v %% of the pods`, [share]),
			"path": array.concat(path, ["maxEjectionPercent"]),
		}}
		rule.deny == found with input as destination({"maxEjectionPercent": share})
	}
}

test_denies_what_detects_nothing if {
	found := {{"msg": `DestinationRule "cart" has outlier detection that detects nothing`, "path": path}}
	rule.deny == found with input as destination({"consecutive5xxErrors": 0})
}

test_allows_thresholds if {
	every detection in [
		{"maxEjectionPercent": 50, "consecutive5xxErrors": 5}, {"consecutive5xxErrors": 0, "consecutiveGatewayErrors": 5},
		{"consecutive5xxErrors": 0, "consecutiveLocalOriginFailures": 5}, {}, null,
	] {
		rule.deny == set() with input as destination(detection)
	}
}
