package slipway.rules.api.deprecated_test

import data.slipway.rules.api.deprecated as rule

object_of(version, kind) := {"apiVersion": version, "kind": kind, "metadata": {"name": "cart"}}

target(version) := {"kubernetesVersion": version}

test_denies_between_deprecation_and_removal if {
	message := `CronJob "cart" is of batch/v1beta1, deprecated since Kubernetes 1.21 and removed in 1.25: use batch/v1`
	every version in ["1.21", "1.24"] {
		found := {{"msg": message, "path": ["apiVersion"]}}
		rule.deny == found with input as object_of("batch/v1beta1", "CronJob")
			with data.slipway.settings as target(version)
	}
}

test_leaves_what_is_removed_and_what_is_not_deprecated_yet if {
	every version in ["1.20", "1.25", "1.37"] {
		rule.deny == set() with input as object_of("batch/v1beta1", "CronJob")
			with data.slipway.settings as target(version)
	}
}

test_denies_what_has_no_date if {
	message := concat(" ", [
		`Endpoints "cart" is of v1, deprecated since Kubernetes 1.33 with no date for its removal:`,
		"use discovery.k8s.io/v1",
	])
	rule.deny == {{"msg": message, "path": ["apiVersion"]}} with input as object_of("v1", "Endpoints")
}

test_allows_the_rest if {
	rule.deny == set() with input as object_of("v1", "Service")
	rule.deny == set() with input as {}
}
