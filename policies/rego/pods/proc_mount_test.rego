package slipway.rules.pods.proc_mount_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.proc_mount

unmasked(fields) := object.union({"containers": [{"name": "app", "securityContext": {"procMount": "Unmasked"}}]}, fields)

test_denies_unmasked if {
	every fields in [{}, {"hostUsers": true}, {"hostUsers": null}, {"hostUsers": "false"}] {
		proc_mount.deny == {{
			"msg": `container "app" has procMount: "Unmasked" on the node's own users`,
			"path": ["spec", "containers", 0, "securityContext", "procMount"],
		}} with input as fixtures.pod(unmasked(fields))
	}
}

test_denies_in_every_list_of_containers if {
	found := proc_mount.deny with input as fixtures.every_container({"securityContext": {"procMount": "Unmasked"}})
	count(found) == 3
}

test_denies_what_is_unknown if {
	every value in ["", "default", 1, false] {
		found := proc_mount.deny with input as fixtures.secured({"procMount": value})
		count(found) == 1
	}
}

test_allows_default_null_and_nothing if {
	every context in [{"procMount": "Default"}, {"procMount": null}, {}, null] {
		proc_mount.deny == set() with input as fixtures.secured(context)
	}
}

test_a_user_namespace_lifts_it if {
	proc_mount.deny == set() with input as fixtures.pod(unmasked({"hostUsers": false}))
}
