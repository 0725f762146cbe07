package slipway.rules.workloads.pinned_cpus_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.pinned_cpus

whole := {"cpu": "2", "memory": "1Gi"}

selecting(resources) := fixtures.pod({
	"nodeSelector": {"slipway.dev/pool": "low-latency"},
	"containers": [{"name": "app", "resources": resources}],
})

at_limits := ["spec", "containers", 0, "resources", "limits"]

test_denies_a_pod_that_is_not_guaranteed if {
	pinned_cpus.deny == {{
		"msg": `container "app" wants cores of its own, but its memory limit isn't set and equal to its request`,
		"path": array.concat(at_limits, ["memory"]),
	}} with input as selecting({"requests": {"cpu": "2", "memory": "512Mi"}, "limits": whole})
	pinned_cpus.deny == {{
		"msg": `container "app" wants cores of its own, but its cpu limit isn't set and equal to its request`,
		"path": array.concat(at_limits, ["cpu"]),
	}} with input as selecting({"requests": {"cpu": "1"}, "limits": whole})
}

test_denies_a_pod_without_limits if {
	found := pinned_cpus.deny with input as selecting({"requests": whole})
	{finding.path | some finding in found} == {array.concat(at_limits, ["cpu"]), array.concat(at_limits, ["memory"])}
}

test_denies_an_init_container_that_spoils_the_class if {
	pod := {"nodeSelector": {"slipway.dev/pool": "low-latency"}, "containers": [{"name": "app", "resources": {"limits": whole}}]}
	found := pinned_cpus.deny with input as fixtures.pod(object.union(pod, {"initContainers": [{"name": "x", "resources": {"limits": {"cpu": "1"}}}]}))
	{finding.path | some finding in found} == {["spec", "initContainers", 0, "resources", "limits", "memory"]}
}

test_denies_a_part_of_a_core_above_one if {
	pinned_cpus.deny == {{
		"msg": `container "app" wants cores of its own, but 2500m CPUs are no whole number`,
		"path": array.concat(at_limits, ["cpu"]),
	}} with input as selecting({"limits": {"cpu": "2500m", "memory": "1Gi"}})
}

test_denies_a_pod_that_asks_for_no_whole_core if {
	pinned_cpus.deny == {{
		"msg": "the pod wants cores of its own, but none of its containers asks for a whole one",
		"path": ["spec", "containers"],
	}} with input as selecting({"limits": {"cpu": "500m", "memory": "1Gi"}})
}

test_a_sidecar_may_share_cores if {
	pinned_cpus.deny == set() with input as fixtures.pod({
		"nodeSelector": {"slipway.dev/pool": "low-latency"},
		"containers": [
			{"name": "app", "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}},
			{"name": "proxy", "resources": {"limits": {"cpu": "100m", "memory": "64Mi"}}},
		],
	})
}

test_each_way_to_want_it_counts if {
	broken := {"containers": [{"name": "app", "resources": {"limits": {"cpu": "1500m", "memory": "1Gi"}}}]}
	term := {"matchExpressions": [{"key": "slipway.dev/pool", "operator": "In", "values": ["low-latency"]}]}
	every way in [
		{"nodeSelector": {"slipway.dev/pool": "low-latency"}},
		{"tolerations": [{"key": "slipway.dev/pool", "value": "low-latency"}]},
		{"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}}},
	] {
		found := pinned_cpus.deny with input as fixtures.pod(object.union(broken, way))
		count(found) == 1
	}
	annotated := object.union(fixtures.pod(broken), {"metadata": {"annotations": {"slipway.dev/pinned-cpus": "true"}}})
	by_annotation := pinned_cpus.deny with input as annotated
	count(by_annotation) == 1
}

test_pools_are_those_of_the_settings if {
	pinned_cpus.deny == set() with input as selecting({}) with data.slipway.settings as {"pinnedPools": ["fast"]}
}

test_pods_that_do_not_want_it_are_not_asked if {
	outside := {"matchExpressions": [{"key": "slipway.dev/pool", "operator": "NotIn", "values": ["low-latency"]}]}
	another := {"matchExpressions": [{"key": "slipway.dev/pool", "operator": "In", "values": ["general"]}]}
	every way in [
		{}, {"nodeSelector": {"slipway.dev/pool": "general"}}, {"nodeSelector": {"pool": "low-latency"}},
		{"tolerations": [{"key": "slipway.dev/pool", "value": "spot"}, {"key": "pool", "value": "low-latency"}, {"operator": "Exists"}]},
		{"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [outside]}}}},
		{"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [another]}}}},
		{"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": [{
			"key": "pool", "operator": "In", "values": ["low-latency"],
		}]}]}}}},
	] {
		every cpu in ["500m", "1500m"] {
			container := {"name": "app", "resources": {"limits": {"cpu": cpu}}}
			pinned_cpus.deny == set() with input as fixtures.pod(object.union({"containers": [container]}, way))
		}
	}
	pinned_cpus.deny == set() with input as object.union(
		fixtures.pod({"containers": [{"name": "app"}]}),
		{"metadata": {"annotations": {"slipway.dev/pinned-cpus": "false"}}},
	)
}

test_each_pod_of_a_document_is_asked_alone if {
	found := pinned_cpus.deny with input as {"apiVersion": "jobset.x-k8s.io/v1", "kind": "JobSet", "spec": {"replicatedJobs": [
		replicated("2"), replicated("500m"),
	]}}
	{finding.path[2] | some finding in found} == {1}
}

replicated(cpu) := {"template": {"spec": {"template": selecting({"limits": {"cpu": cpu, "memory": "1Gi"}})}}}

test_allows_whole_cores_in_a_guaranteed_pod if {
	pinned_cpus.deny == set() with input as selecting({"requests": whole, "limits": whole})
	pinned_cpus.deny == set() with input as selecting({"limits": {"cpu": "2000m", "memory": "1Gi"}})
}
