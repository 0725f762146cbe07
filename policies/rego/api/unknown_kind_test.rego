package slipway.rules.api.unknown_kind_test

import data.slipway.rules.api.unknown_kind as rule

document(version, kind) := {"apiVersion": version, "kind": kind, "metadata": {"name": "a"}}

denied(version, kind) := {[finding.path[0], finding.msg] | some finding in found} if {
	found := rule.deny with input as document(version, kind)
}

test_denies_a_kind_written_otherwise if {
	every kind in ["pod", "Pod ", " Pod", "POD", "Pod\n"] {
		message := sprintf("%v %q is of a kind that Kubernetes' core doesn't have; is it Pod of Kubernetes' core?", [kind, "a"])
		denied("v1", kind) == {["kind", message]}
	}
}

test_denies_a_kind_of_another_group if {
	denied("v1", "Deployment") == {["kind", `Deployment "a" is of a kind that Kubernetes' core doesn't have; is it Deployment of the group apps?`]}
	denied("batch/v1", "Pod") == {["kind", `Pod "a" is of a kind that the group batch doesn't have; is it Pod of Kubernetes' core?`]}
	denied("apps/v1", "Odd") == {["kind", `Odd "a" is of a kind that the group apps doesn't have`]}
	denied("policy/v1", "eviction") == {[
		"kind",
		`eviction "a" is of a kind that the group policy doesn't have; is it Eviction of the group lifecycle.k8s.io or Eviction of the group policy?`,
	]}
}

test_denies_a_version_written_otherwise if {
	every version in ["v1 ", " v1", "V1", "1", "", "v1beta", "v0"] {
		denied(version, "Pod") == {["apiVersion", sprintf(`Pod "a" has an apiVersion that no API server serves: %q`, [version])]}
	}
	every version in ["apps/v1 ", "Apps/v1", "apps /v1", "apps/", "apps/v1/v1"] {
		denied(version, "Deployment") == {["apiVersion", sprintf(`Deployment "a" has an apiVersion that no API server serves: %q`, [version])]}
	}
}

test_denies_a_kubernetes_kind_of_nobodys_group if {
	denied("app/v1", "Deployment") == {["apiVersion", `Deployment "a" is of a group that no API server has: "app/v1"; is it Deployment of the group apps?`]}
	denied("skaffold/v4beta6", "Config") == set()
}

test_allows_what_the_groups_have if {
	every version, kind in {
		"v1": "Pod", "apps/v1": "Deployment", "autoscaling/v2": "HorizontalPodAutoscaler", "policy/v1": "PodDisruptionBudget",
		"networking.k8s.io/v1": "Ingress", "rbac.authorization.k8s.io/v1": "ClusterRole", "storage.k8s.io/v1": "StorageClass",
		"resource.k8s.io/v1beta2": "DeviceClass",
	} {
		denied(version, kind) == set()
	}
}

test_leaves_what_ended_to_the_rules_on_it if {
	denied("extensions/v1beta1", "Ingress") == set()
	denied("policy/v1beta1", "PodSecurityPolicy") == set()
	denied("extensions/v1beta1", "Pod") != set()
}

test_allows_custom_kinds_and_survives_garbage if {
	denied("example.com/v1", "pod") == set()
	denied("metrics.k8s.io/v1beta1", "PodMetrics") == set()
	every garbage in [null, 5, {}, []] {
		denied("v1", garbage) == set()
		denied(garbage, "Odd") == set()
	}
}
