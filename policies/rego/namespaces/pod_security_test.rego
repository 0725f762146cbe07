package slipway.rules.namespaces.pod_security_test

import data.slipway.rules.namespaces.pod_security as rule

namespace(name, labels) := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}

path := ["metadata", "labels", "pod-security.kubernetes.io/enforce"]

test_denies_no_label if {
	found := {{"msg": `Namespace "shop" enforces no level of pod security`, "path": path}}
	every labels in [{}, {"a": "b"}, null, "enforce"] {
		rule.deny == found with input as namespace("shop", labels)
	}
}

test_denies_warnings_alone if {
	found := {{"msg": `Namespace "shop" only warns about or audits pod security`, "path": path}}
	every key in ["warn", "audit", "enforce-version"] {
		labels := {concat("/", ["pod-security.kubernetes.io", key]): "restricted"}
		rule.deny == found with input as namespace("shop", labels)
	}
}

test_denies_other_levels if {
	every level in ["privileged", "Restricted", "", 7] {
		found := {{"msg": sprintf(`Namespace "shop" enforces the level %v of pod security`, [level]), "path": path}}
		rule.deny == found with input as namespace("shop", {"pod-security.kubernetes.io/enforce": level})
	}
}

test_allows_baseline_and_restricted if {
	every level in ["baseline", "restricted"] {
		rule.deny == set() with input as namespace("shop", {"pod-security.kubernetes.io/enforce": level})
	}
}

test_allows_privileged_where_people_agreed if {
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	rule.deny == set() with input as namespace("kube-system", labels)
	rule.deny == set() with input as namespace("storage", labels)
		with data.slipway.settings as {"privilegedNamespaces": ["storage"]}
	count(rule.deny) == 1 with input as namespace("kube-system", {})
}

test_leaves_other_groups_alone if {
	rule.deny == set() with input as object.union(namespace("shop", {}), {"apiVersion": "example.org/v1"})
}
