package slipway.rules.workloads.termination_grace_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.termination_grace

test_denies_no_time_and_what_is_no_number if {
	every value in [0, -1, "30"] {
		termination_grace.deny == {{
			"msg": sprintf("the pod has a grace period of %s", [json.marshal(value)]),
			"path": ["spec", "terminationGracePeriodSeconds"],
		}} with input as fixtures.pod({"terminationGracePeriodSeconds": value})
	}
}

test_allows_some_time_and_the_default if {
	every spec in [{"terminationGracePeriodSeconds": 1}, {"terminationGracePeriodSeconds": null}, {}] {
		termination_grace.deny == set() with input as fixtures.pod(spec)
	}
}
