package slipway.rules.workloads.requests_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.requests

test_denies_what_is_not_requested if {
	requests.deny == {
		{
			"msg": `container "app" requests no CPU`,
			"path": ["spec", "containers", 0, "resources", "requests", "cpu"],
		},
		{
			"msg": `container "app" requests no memory`,
			"path": ["spec", "containers", 0, "resources", "requests", "memory"],
		},
	} with input as fixtures.with_container({})
	requests.deny == {{
		"msg": `container "app" requests no memory`,
		"path": ["spec", "containers", 0, "resources", "requests", "memory"],
	}} with input as fixtures.with_container({"resources": {"requests": {"cpu": "1", "memory": ""}}})
}

test_denies_init_containers_and_not_ephemeral_ones if {
	found := requests.deny with input as fixtures.every_container({})
	{finding.path[1] | some finding in found} == {"containers", "initContainers"}
}

test_allows_requests_and_what_stands_in if {
	all := {"cpu": "1", "memory": "1Gi"}
	every fields in [{"requests": all}, {"limits": all}, {"requests": {"cpu": 1}, "limits": {"memory": "1Gi"}}] {
		requests.deny == set() with input as fixtures.with_container({"resources": fields})
		requests.deny == set() with input as fixtures.pod({"resources": fields, "containers": [{"name": "app"}]})
	}
}
