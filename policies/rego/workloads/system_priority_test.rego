package slipway.rules.workloads.system_priority_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.system_priority

test_denies_the_clusters_classes if {
	every class in ["system-cluster-critical", "system-node-critical"] {
		system_priority.deny == {{
			"msg": sprintf("the pod has the priority class %s, which is the cluster's own", [class]),
			"path": ["spec", "priorityClassName"],
		}} with input as fixtures.pod({"priorityClassName": class})
	}
	found := system_priority.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": {"priorityClassName": "system-node-critical"}}
	count(found) == 1
}

test_allows_them_in_the_clusters_namespaces_and_others_anywhere if {
	own := object.union(fixtures.pod({"priorityClassName": "system-node-critical"}), {"metadata": {"namespace": "kube-system"}})
	system_priority.deny == set() with input as own with data.slipway.settings as {}
	system_priority.deny == set() with input as fixtures.pod({"priorityClassName": "shop"})
	system_priority.deny == set() with input as fixtures.pod({})
}
