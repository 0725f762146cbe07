package slipway.rules.pods.seccomp_required_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.seccomp_required

runtime_default := {"seccompProfile": {"type": "RuntimeDefault"}}

test_denies_where_nobody_names_one if {
	every context in [{}, null, {"seccompProfile": null}] {
		seccomp_required.deny == {{
			"msg": `container "app" has no seccomp profile, nor has the pod`,
			"path": ["spec", "containers", 0, "securityContext", "seccompProfile"],
		}} with input as fixtures.secured_pod(context, context)
	}
}

test_denies_in_every_list_of_containers if {
	found := seccomp_required.deny with input as fixtures.every_container({})
	count(found) == 3
}

test_allows_by_the_pod_or_by_the_container if {
	seccomp_required.deny == set() with input as fixtures.secured_pod(runtime_default, {})
	seccomp_required.deny == set() with input as fixtures.secured_pod({}, runtime_default)
	seccomp_required.deny == set() with input as fixtures.secured_pod(runtime_default, {"seccompProfile": null})
}

test_windows_lifts_it if {
	seccomp_required.deny == set() with input as fixtures.windows({"containers": [{"name": "app"}]})
}
