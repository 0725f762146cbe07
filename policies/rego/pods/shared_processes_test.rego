package slipway.rules.pods.shared_processes_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.shared_processes

test_denies_sharing_and_what_is_no_boolean if {
	every value in [true, "false"] {
		shared_processes.deny == {{
			"msg": sprintf("the pod has shareProcessNamespace: %s", [json.marshal(value)]),
			"path": ["spec", "shareProcessNamespace"],
		}} with input as fixtures.pod({"shareProcessNamespace": value})
	}
}

test_allows_false_null_and_nothing if {
	every spec in [{"shareProcessNamespace": false}, {"shareProcessNamespace": null}, {}] {
		shared_processes.deny == set() with input as fixtures.pod(spec)
	}
}
