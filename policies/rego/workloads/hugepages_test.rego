package slipway.rules.workloads.hugepages_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.hugepages

using(requests, limits) := fixtures.with_container({"resources": {
	"requests": object.union({"cpu": "1", "memory": "1Gi"}, requests),
	"limits": limits,
}})

at_limit := ["spec", "containers", 0, "resources", "limits", "hugepages-2Mi"]

test_denies_a_limit_that_is_not_the_request if {
	hugepages.deny == {{
		"msg": `container "app" requests "512Mi" of hugepages-2Mi with a limit of "1Gi"`,
		"path": at_limit,
	}} with input as using({"hugepages-2Mi": "512Mi"}, {"hugepages-2Mi": "1Gi"})
	hugepages.deny == {{
		"msg": `container "app" requests "512Mi" of hugepages-2Mi with a limit of null`,
		"path": at_limit,
	}} with input as using({"hugepages-2Mi": "512Mi"}, {})
}

test_denies_what_is_no_quantity if {
	found := hugepages.deny with input as using({"hugepages-2Mi": "lots"}, {"hugepages-2Mi": "lots"})
	count(found) == 1
}

test_denies_a_part_of_a_page if {
	hugepages.deny == {{
		"msg": `container "app" has a limit of "3Mi" for hugepages-2Mi, which is no number of whole pages`,
		"path": at_limit,
	}} with input as using({}, {"hugepages-2Mi": "3Mi"})
}

test_denies_hugepages_alone if {
	hugepages.deny == {{
		"msg": `container "app" asks for hugepages with neither CPU nor memory`,
		"path": ["spec", "containers", 0, "resources", "limits"],
	}} with input as fixtures.with_container({"resources": {"limits": {"hugepages-1Gi": "2Gi"}}})
}

test_denies_in_every_list_of_containers if {
	found := hugepages.deny with input as fixtures.every_container({"resources": {"requests": {"hugepages-2Mi": "2Mi", "cpu": "1"}}})
	count(found) == 3
}

test_allows_hugepages_as_the_kubelet_gives_them if {
	hugepages.deny == set() with input as using({"hugepages-2Mi": "512Mi"}, {"hugepages-2Mi": "512Mi"})
	hugepages.deny == set() with input as using({"hugepages-1Gi": "1Gi"}, {"hugepages-1Gi": "1024Mi"})
	hugepages.deny == set() with input as using({}, {"hugepages-2Mi": "512Mi"})
	hugepages.deny == set() with input as fixtures.with_container({"resources": {"limits": {"hugepages-2Mi": "2Mi", "cpu": "1"}}})
	hugepages.deny == set() with input as fixtures.with_container({"resources": {"limits": {"hugepages-2Mi": "2Mi", "memory": "1Gi"}}})
	hugepages.deny == set() with input as using({}, {})
	hugepages.deny == set() with input as fixtures.with_container({})
}
