package slipway.rules.together.no_authorization_test

import data.slipway.rules.together.no_authorization as rule

space(labels) := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": labels}}

pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "cart", "namespace": "shop"}, "spec": {}}

policy(place) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "AuthorizationPolicy",
	"metadata": {"name": "deny-all", "namespace": place},
}

test_denies_a_namespace_of_the_mesh_without_one if {
	every labels in [{"istio.io/dataplane-mode": "ambient"}, {"istio-injection": "enabled"}, {"istio.io/rev": "stable"}] {
		rule.deny == {{
			"msg": `Namespace "shop" is in the mesh and has no AuthorizationPolicy`,
			"path": ["metadata", "name"],
			"resource": 0,
		}} with input as {"resources": [space(labels), pod, policy("other")]}
	}
}

test_allows_one_and_what_is_empty_or_no_part if {
	mesh := {"istio.io/dataplane-mode": "ambient"}
	rule.deny == set() with input as {"resources": [space(mesh), pod, policy("shop")]}
	rule.deny == set() with input as {"resources": [space(mesh)]}
	every labels in [{}, null, {"istio.io/dataplane-mode": "none"}, {"istio-injection": "disabled"}] {
		rule.deny == set() with input as {"resources": [space(labels), pod]}
	}
}
