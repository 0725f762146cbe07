package slipway.rules.workloads.naked_pod_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.naked_pod

owned_by(owners) := object.union(fixtures.pod({}), {"metadata": {"ownerReferences": owners}})

test_denies_a_pod_without_owner if {
	naked_pod.deny == {{"msg": `Pod "cart" has no controller`, "path": ["kind"]}} with input as fixtures.pod({})
	every owners in [[], null, "x", [{}], [5]] {
		found := naked_pod.deny with input as owned_by(owners)
		count(found) == 1
	}
}

test_allows_a_pod_with_an_owner_and_pods_of_another_group if {
	naked_pod.deny == set() with input as owned_by([{"kind": "ReplicaSet", "name": "cart-1"}])
	naked_pod.deny == set() with input as object.union(fixtures.pod({}), {"apiVersion": "example.org/v1"})
}
