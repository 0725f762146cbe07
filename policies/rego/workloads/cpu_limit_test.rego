package slipway.rules.workloads.cpu_limit_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.cpu_limit

test_denies_a_container_without_cpu_limit if {
	every value in [null, {}, {"limits": {"memory": "1Gi"}}, {"requests": {"cpu": "1"}}] {
		cpu_limit.deny == {{
			"msg": `container "app" has no CPU limit`,
			"path": ["spec", "containers", 0, "resources", "limits", "cpu"],
		}} with input as fixtures.with_container({"resources": value})
	}
}

test_denies_init_containers_and_not_ephemeral_ones if {
	found := cpu_limit.deny with input as fixtures.every_container({})
	{finding.path[1] | some finding in found} == {"containers", "initContainers"}
}

test_allows_a_limit_of_the_container_or_the_pod if {
	cpu_limit.deny == set() with input as fixtures.with_container({"resources": {"limits": {"cpu": "500m"}}})
	cpu_limit.deny == set() with input as fixtures.pod({"resources": {"limits": {"cpu": 1}}, "containers": [{"name": "app"}]})
}
