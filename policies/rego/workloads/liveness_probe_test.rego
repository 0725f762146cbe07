package slipway.rules.workloads.liveness_probe_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.liveness_probe

test_denies_a_container_without_one if {
	every fields in [{}, {"livenessProbe": null}, {"livenessProbe": {"periodSeconds": 5}}, {"readinessProbe": {"httpGet": {}}}] {
		liveness_probe.deny == {{
			"msg": `container "app" has no liveness probe`,
			"path": ["spec", "containers", 0, "livenessProbe"],
		}} with input as fixtures.with_container(fields)
	}
}

test_asks_serving_containers_only if {
	found := liveness_probe.deny with input as fixtures.every_container({})
	{finding.path[1] | some finding in found} == {"containers"}
	liveness_probe.deny == set() with input as fixtures.cron_job({"containers": [{"name": "app"}]})
}

test_allows_one if {
	liveness_probe.deny == set() with input as fixtures.with_container({"livenessProbe": {"tcpSocket": {"port": 1}}})
}
