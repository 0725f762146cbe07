package slipway.rules.pods.host_process_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.host_process

process(value) := {"windowsOptions": {"hostProcess": value}}

test_denies_in_a_container if {
	host_process.deny == {{
		"msg": `container "app" has hostProcess: true`,
		"path": ["spec", "containers", 0, "securityContext", "windowsOptions", "hostProcess"],
	}} with input as fixtures.secured_pod(process(false), process(true))
}

test_denies_in_the_pod_although_its_container_says_no if {
	host_process.deny == {{
		"msg": `the pod has hostProcess: true`,
		"path": ["spec", "securityContext", "windowsOptions", "hostProcess"],
	}} with input as fixtures.secured_pod(process(true), process(false))
}

test_denies_in_every_list_of_containers if {
	found := host_process.deny with input as fixtures.every_container({"securityContext": process(true)})
	count(found) == 3
}

test_denies_what_is_no_boolean if {
	found := host_process.deny with input as fixtures.secured(process("no"))
	count(found) == 1
}

test_allows_false_null_and_nothing if {
	every context in [process(false), process(null), {"windowsOptions": null}, {}, null] {
		host_process.deny == set() with input as fixtures.secured_pod(context, context)
	}
}
