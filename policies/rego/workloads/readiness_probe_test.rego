package slipway.rules.workloads.readiness_probe_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.readiness_probe

test_denies_a_container_without_one if {
	every fields in [{}, {"readinessProbe": null}, {"readinessProbe": {}}, {"livenessProbe": {"httpGet": {}}}, {"readinessProbe": "x"}] {
		readiness_probe.deny == {{
			"msg": `container "app" has no readiness probe`,
			"path": ["spec", "containers", 0, "readinessProbe"],
		}} with input as fixtures.with_container(fields)
	}
}

test_asks_serving_containers_only if {
	found := readiness_probe.deny with input as fixtures.every_container({})
	{finding.path[1] | some finding in found} == {"containers"}
	readiness_probe.deny == set() with input as fixtures.cron_job({"containers": [{"name": "app"}]})
}

test_allows_one if {
	readiness_probe.deny == set() with input as fixtures.with_container({"readinessProbe": {"grpc": {"port": 1}}})
}
