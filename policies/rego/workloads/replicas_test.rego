package slipway.rules.workloads.replicas_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.replicas

scaled(number) := object.union(fixtures.deployment({}), {"spec": {"replicas": number}})

test_denies_one_pod if {
	every document in [scaled(1), scaled(null), fixtures.deployment({})] {
		replicas.deny == {{"msg": `Deployment "cart" runs one pod`, "path": ["spec", "replicas"]}} with input as document
	}
}

test_denies_what_is_no_number if {
	replicas.deny == {{
		"msg": `Deployment "cart" has "2" replicas, which is no number`,
		"path": ["spec", "replicas"],
	}} with input as scaled("2")
}

test_allows_several_and_a_workload_that_is_switched_off if {
	every number in [2, 0] {
		replicas.deny == set() with input as scaled(number)
	}
}

test_asks_kinds_that_have_replicas_only if {
	every number in [1, "2"] {
		replicas.deny == set() with input as object.union(scaled(number), {"kind": "Scale"})
	}
}
