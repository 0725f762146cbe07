package slipway.rules.workloads.memory_limit_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.memory_limit

test_denies_a_container_without_memory_limit if {
	every value in [null, {}, {"limits": null}, {"limits": {"cpu": "1"}}, {"requests": {"memory": "1Gi"}}, {"limits": {"memory": "lots"}}] {
		memory_limit.deny == {{
			"msg": `container "app" has no memory limit`,
			"path": ["spec", "containers", 0, "resources", "limits", "memory"],
		}} with input as fixtures.with_container({"resources": value})
	}
}

test_denies_init_containers_and_not_ephemeral_ones if {
	found := memory_limit.deny with input as fixtures.every_container({})
	{finding.path[1] | some finding in found} == {"containers", "initContainers"}
}

test_allows_a_limit_of_the_container_or_the_pod if {
	memory_limit.deny == set() with input as fixtures.with_container({"resources": {"limits": {"memory": "64Mi"}}})
	memory_limit.deny == set() with input as fixtures.pod({"resources": {"limits": {"memory": "1Gi"}}, "containers": [{"name": "app"}]})
}
