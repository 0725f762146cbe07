package slipway.rules.workloads.priority_class_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.priority_class

test_denies_none if {
	every spec in [{}, {"priorityClassName": null}, {"priorityClassName": ""}] {
		priority_class.deny == {{"msg": "the pod names no priority class", "path": ["spec", "priorityClassName"]}} with input as fixtures.pod(spec)
	}
}

test_allows_one if {
	priority_class.deny == set() with input as fixtures.pod({"priorityClassName": "shop"})
}
