package slipway.rules.pods.well_formed_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.well_formed

container := {"name": "app"}

test_denies_a_spec_that_is_no_object if {
	every spec in [5, "x", []] {
		well_formed.deny == {{
			"msg": sprintf("the pod's spec is %s, not an object", [json.marshal(spec)]),
			"path": ["spec"],
		}} with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
	}
}

test_denies_a_spec_that_is_missing if {
	well_formed.deny == {{
		"msg": "the pod's spec is null, not an object",
		"path": ["spec", "template", "spec"],
	}} with input as {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {}}
}

test_denies_a_missing_spec_in_every_group_of_kubernetes if {
	said_of("v1", "ReplicationController") == {"the pod's spec is null, not an object"}
	said_of("batch/v1", "Job") == {"the pod's spec is null, not an object"}
	said_of("extensions/v1beta1", "Deployment") == {"the pod's spec is null, not an object"}
}

said_of(version, kind) := {finding.msg | some finding in found} if {
	found := well_formed.deny with input as {"apiVersion": version, "kind": kind, "spec": {}}
}

test_a_rollout_may_leave_its_pod_to_another_object if {
	rollout := {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "spec": {"workloadRef": {}}}
	well_formed.deny == set() with input as rollout
	found := well_formed.deny with input as object.union(rollout, {"spec": {"template": {"spec": 5}}})
	count(found) == 1
}

test_denies_a_pod_without_containers if {
	every spec in [{}, {"containers": []}, {"containers": null}] {
		well_formed.deny == {{
			"msg": "the pod has no container",
			"path": ["spec", "containers"],
		}} with input as fixtures.pod(spec)
	}
}

test_a_custom_kind_may_leave_its_containers_to_a_controller if {
	well_formed.deny == set() with input as {"apiVersion": "actions.github.com/v1alpha1", "kind": "AutoscalingRunnerSet", "spec": {"template": {"spec": {}}}}
}

test_denies_what_is_no_list if {
	every field in ["containers", "initContainers", "ephemeralContainers", "volumes"] {
		well_formed.deny == {{
			"msg": sprintf(`%s is "x", not a list`, [field]),
			"path": ["spec", field],
		}} with input as fixtures.pod(object.union({"containers": [container]}, {field: "x"}))
	}
}

test_denies_members_that_are_no_objects if {
	every field in ["containers", "initContainers", "ephemeralContainers", "volumes"] {
		well_formed.deny == {{
			"msg": sprintf("number 1 of %s is 5, not an object", [field]),
			"path": ["spec", field, 1],
		}} with input as fixtures.pod(object.union({"containers": [container]}, {field: [container, 5]}))
	}
}

test_denies_a_containers_fields_that_are_no_objects if {
	every field in ["securityContext", "resources", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
		well_formed.deny == {{
			"msg": sprintf(`container "app" has %s: [], not an object`, [field]),
			"path": ["spec", "containers", 0, field],
		}} with input as fixtures.with_container({field: []})
	}
}

test_denies_a_containers_fields_that_are_no_lists if {
	every field in ["ports", "env", "envFrom", "volumeMounts"] {
		well_formed.deny == {{
			"msg": sprintf(`container "app" has %s: {}, not a list`, [field]),
			"path": ["spec", "containers", 0, field],
		}} with input as fixtures.with_container({field: {}})
	}
}

test_denies_a_pods_security_context_that_is_no_object if {
	well_formed.deny == {{
		"msg": `the pod has securityContext: "none", not an object`,
		"path": ["spec", "securityContext"],
	}} with input as fixtures.pod({"containers": [container], "securityContext": "none"})
}

test_allows_a_pod_and_nulls if {
	well_formed.deny == set() with input as fixtures.pod({
		"containers": [{"name": "app", "securityContext": null, "ports": null}],
		"initContainers": null,
		"volumes": null,
		"securityContext": null,
	})
}
