package slipway.rules.api.removed_test

import data.slipway.rules.api.removed as rule

object_of(version, kind) := {"apiVersion": version, "kind": kind, "metadata": {"name": "cart"}}

test_denies_what_is_removed if {
	message := `Ingress "cart" is of extensions/v1beta1, which Kubernetes 1.22 no longer serves: use networking.k8s.io/v1`
	found := {{"msg": message, "path": ["apiVersion"]}}
	rule.deny == found with input as object_of("extensions/v1beta1", "Ingress")
}

test_denies_what_nothing_takes_the_place_of if {
	message := concat(" ", [
		`PodSecurityPolicy "cart" is of policy/v1beta1, which Kubernetes 1.25 no longer serves:`,
		"nothing takes its place",
	])
	rule.deny == {{"msg": message, "path": ["apiVersion"]}} with input as object_of("policy/v1beta1", "PodSecurityPolicy")
}

test_denies_from_the_version_of_the_removal if {
	count(rule.deny) == 1 with input as object_of("batch/v1beta1", "CronJob")
		with data.slipway.settings as {"kubernetesVersion": "1.25"}
	count(rule.deny) == 0 with input as object_of("batch/v1beta1", "CronJob")
		with data.slipway.settings as {"kubernetesVersion": "1.24"}
}

test_allows_what_is_served if {
	every one in [
		object_of("batch/v1", "CronJob"), object_of("batch/v1beta1", "Job"), object_of("v1", "Endpoints"),
		object_of(null, "CronJob"), {},
	] {
		rule.deny == set() with input as one
	}
}
