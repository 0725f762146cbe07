package slipway.rules.workloads.identical_probes_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.identical_probes

probe := {"httpGet": {"path": "/", "port": 1}, "failureThreshold": 3}

test_denies_the_same_probe_twice if {
	identical_probes.deny == {{
		"msg": `container "app" has the same probe for liveness and readiness`,
		"path": ["spec", "containers", 0, "livenessProbe"],
	}} with input as fixtures.with_container({"livenessProbe": probe, "readinessProbe": probe})
}

test_allows_two_and_none if {
	every fields in [
		{"livenessProbe": probe, "readinessProbe": object.union(probe, {"failureThreshold": 1})}, {"livenessProbe": probe}, {},
		{"livenessProbe": null, "readinessProbe": null}, {"livenessProbe": {}, "readinessProbe": {}},
	] {
		identical_probes.deny == set() with input as fixtures.with_container(fields)
	}
}
