package slipway.rules.pods.proc_mount_restricted_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.proc_mount_restricted

mounting(value) := {"hostUsers": false, "containers": [{"name": "app", "securityContext": {"procMount": value}}]}

test_denies_unmasked_in_a_user_namespace if {
	proc_mount_restricted.deny == {{
		"msg": `container "app" has procMount: "Unmasked"`,
		"path": ["spec", "containers", 0, "securityContext", "procMount"],
	}} with input as fixtures.pod(mounting("Unmasked"))
}

test_leaves_the_nodes_own_users_to_the_other_rule if {
	proc_mount_restricted.deny == set() with input as fixtures.secured({"procMount": "Unmasked"})
}

test_allows_default_and_null if {
	every value in ["Default", null] {
		proc_mount_restricted.deny == set() with input as fixtures.pod(mounting(value))
	}
}
