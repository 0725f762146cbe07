package slipway.rules.pods.seccomp_profile_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.seccomp_profile

profile(type) := {"seccompProfile": {"type": type}}

test_denies_unconfined_in_a_container if {
	seccomp_profile.deny == {{
		"msg": `container "app" has the seccomp profile {"type":"Unconfined"}`,
		"path": ["spec", "containers", 0, "securityContext", "seccompProfile", "type"],
	}} with input as fixtures.secured_pod(profile("RuntimeDefault"), profile("Unconfined"))
}

test_denies_unconfined_in_the_pod_although_its_container_is_confined if {
	seccomp_profile.deny == {{
		"msg": `the pod has the seccomp profile {"type":"Unconfined"}`,
		"path": ["spec", "securityContext", "seccompProfile", "type"],
	}} with input as fixtures.secured_pod(profile("Unconfined"), profile("RuntimeDefault"))
}

test_denies_in_every_list_of_containers if {
	found := seccomp_profile.deny with input as fixtures.every_container({"securityContext": profile("Unconfined")})
	count(found) == 3
}

test_denies_a_profile_without_a_known_type if {
	every context in [{"seccompProfile": {}}, {"seccompProfile": "RuntimeDefault"}, profile("runtime/default"), profile(null)] {
		found := seccomp_profile.deny with input as fixtures.secured(context)
		count(found) == 1
	}
}

test_allows_confining_profiles_and_none if {
	every context in [profile("RuntimeDefault"), profile("Localhost"), {"seccompProfile": null}, {}, null] {
		seccomp_profile.deny == set() with input as fixtures.secured_pod(context, context)
	}
}

test_annotations_of_old_versions_do_not_count if {
	seccomp_profile.deny == set() with input as object.union(
		fixtures.pod({}),
		{"metadata": {"annotations": {"seccomp.security.alpha.kubernetes.io/pod": "unconfined"}}},
	)
}
