package slipway.rules.pods.run_as_user_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.run_as_user

test_denies_root_in_a_container if {
	run_as_user.deny == {{
		"msg": `container "app" has runAsUser: 0`,
		"path": ["spec", "containers", 0, "securityContext", "runAsUser"],
	}} with input as fixtures.secured_pod({"runAsUser": 1000}, {"runAsUser": 0})
}

test_denies_root_in_the_pod_although_its_container_is_another if {
	run_as_user.deny == {{
		"msg": `the pod has runAsUser: 0`,
		"path": ["spec", "securityContext", "runAsUser"],
	}} with input as fixtures.secured_pod({"runAsUser": 0}, {"runAsUser": 1000})
}

test_denies_what_is_no_number if {
	every value in ["0", false, [0]] {
		found := run_as_user.deny with input as fixtures.secured({"runAsUser": value})
		count(found) == 1
	}
}

test_denies_in_init_and_ephemeral_containers if {
	found := run_as_user.deny with input as fixtures.every_container({"securityContext": {"runAsUser": 0}})
	count(found) == 3
}

test_allows_another_user_null_and_nothing if {
	every context in [{"runAsUser": 1}, {"runAsUser": null}, {}, null] {
		run_as_user.deny == set() with input as fixtures.secured_pod(context, context)
	}
}

test_a_user_namespace_lifts_it if {
	run_as_user.deny == set() with input as fixtures.pod({"hostUsers": false, "securityContext": {"runAsUser": 0}})
}
