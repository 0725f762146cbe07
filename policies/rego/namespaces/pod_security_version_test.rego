package slipway.rules.namespaces.pod_security_version_test

import data.slipway.rules.namespaces.pod_security_version as rule

namespace(labels) := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": labels}}

label := "pod-security.kubernetes.io/enforce-version"

test_names_an_old_version if {
	every version in ["v1.24", "v1.34", "1.35", "x", 7] {
		message := sprintf(`Namespace "shop" enforces pod security of %v, an older version than 1.35`, [version])
		found := {{"msg": message, "path": ["metadata", "labels", label]}}
		rule.deny == found with input as namespace({label: version})
			with data.slipway.settings as {"kubernetesVersion": "1.35"}
	}
}

test_allows_the_newest_and_none if {
	every labels in [{label: "latest"}, {label: "v1.35"}, {label: "v1.36"}, {}, null] {
		rule.deny == set() with input as namespace(labels) with data.slipway.settings as {"kubernetesVersion": "1.35"}
	}
	rule.deny == set() with input as object.union(namespace({label: "v1.24"}), {"apiVersion": "example.org/v1"})
}
