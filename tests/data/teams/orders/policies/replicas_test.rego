package slipway.rules.team_orders.replicas_test

import data.slipway.rules.team_orders.replicas

deployment(namespace, spec) := {"kind": "Deployment", "metadata": {"namespace": namespace}, "spec": spec}

test_denies_one_replica_written_or_not if {
	every spec in [{"replicas": 1}, {}] {
		replicas.deny == {{"msg": "has 1 replicas", "path": ["spec", "replicas"]}} with input as deployment("production", spec)
	}
}

test_denies_what_is_no_number if {
	count(replicas.deny) == 1 with input as deployment("production", {"replicas": "3"})
}

test_allows_two if {
	replicas.deny == set() with input as deployment("production", {"replicas": 2})
}

test_leaves_other_environments_and_kinds_alone if {
	replicas.deny == set() with input as deployment("dev", {"replicas": 1})
	replicas.deny == set() with input as object.union(deployment("production", {}), {"kind": "DaemonSet"})
}
