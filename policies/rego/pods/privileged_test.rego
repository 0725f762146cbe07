package slipway.rules.pods.privileged_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.privileged

test_denies_a_privileged_container if {
	privileged.deny == {{
		"msg": `container "app" has privileged: true`,
		"path": ["spec", "containers", 0, "securityContext", "privileged"],
	}} with input as fixtures.secured({"privileged": true})
}

test_denies_it_in_every_list_of_containers if {
	found := privileged.deny with input as fixtures.every_container({"securityContext": {"privileged": true}})
	{finding.path[1] | some finding in found} == {"containers", "initContainers", "ephemeralContainers"}
}

test_denies_what_is_no_boolean if {
	privileged.deny == {{
		"msg": `container "app" has privileged: "false"`,
		"path": ["spec", "containers", 0, "securityContext", "privileged"],
	}} with input as fixtures.secured({"privileged": "false"})
}

test_allows_false_null_and_nothing if {
	every context in [{"privileged": false}, {"privileged": null}, {}, null] {
		privileged.deny == set() with input as fixtures.secured(context)
	}
}
