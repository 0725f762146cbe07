package slipway.rules.pods.run_as_non_root_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.run_as_non_root

at_container := ["spec", "containers", 0, "securityContext", "runAsNonRoot"]

test_denies_where_nobody_says_so if {
	every context in [{}, null, {"runAsNonRoot": null}] {
		run_as_non_root.deny == {{
			"msg": `container "app" may run as root: neither it nor the pod has runAsNonRoot: true`,
			"path": at_container,
		}} with input as fixtures.secured_pod(context, context)
	}
}

test_denies_in_every_list_of_containers if {
	found := run_as_non_root.deny with input as fixtures.every_container({})
	{finding.path[1] | some finding in found} == {"containers", "initContainers", "ephemeralContainers"}
}

test_denies_a_container_against_the_pods_word if {
	run_as_non_root.deny == {{
		"msg": `container "app" has runAsNonRoot: false`,
		"path": at_container,
	}} with input as fixtures.secured_pod({"runAsNonRoot": true}, {"runAsNonRoot": false})
}

test_denies_a_pod_that_says_no_although_its_container_says_yes if {
	run_as_non_root.deny == {{
		"msg": `the pod has runAsNonRoot: false`,
		"path": ["spec", "securityContext", "runAsNonRoot"],
	}} with input as fixtures.secured_pod({"runAsNonRoot": false}, {"runAsNonRoot": true})
}

test_a_pod_that_says_no_is_one_finding if {
	found := run_as_non_root.deny with input as fixtures.secured_pod({"runAsNonRoot": false}, {})
	count(found) == 1
}

test_denies_what_is_no_boolean if {
	run_as_non_root.deny == {{
		"msg": `container "app" has runAsNonRoot: "true"`,
		"path": at_container,
	}} with input as fixtures.secured_pod({"runAsNonRoot": true}, {"runAsNonRoot": "true"})
}

test_allows_by_the_pod_or_by_the_container if {
	run_as_non_root.deny == set() with input as fixtures.secured_pod({"runAsNonRoot": true}, {})
	run_as_non_root.deny == set() with input as fixtures.secured_pod({"runAsNonRoot": true}, null)
	run_as_non_root.deny == set() with input as fixtures.secured_pod(null, {"runAsNonRoot": true})
}

test_a_user_namespace_lifts_it if {
	every context in [{}, {"runAsNonRoot": false}] {
		run_as_non_root.deny == set() with input as fixtures.pod({
			"hostUsers": false,
			"securityContext": context,
			"containers": [{"name": "app", "securityContext": context}],
		})
	}
}

test_windows_pods_are_asked_too if {
	found := run_as_non_root.deny with input as fixtures.windows({"containers": [{"name": "app"}]})
	count(found) == 1
}
