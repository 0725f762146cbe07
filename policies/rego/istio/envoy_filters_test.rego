package slipway.rules.istio.envoy_filters_test

import data.slipway.rules.istio.envoy_filters as rule

filter := {"apiVersion": "networking.istio.io/v1alpha3", "kind": "EnvoyFilter", "metadata": {"name": "cart"}}

test_names_each if {
	rule.deny == {{"msg": `EnvoyFilter "cart" patches the configuration of proxies`, "path": ["spec"]}} with input as filter
}

test_leaves_other_groups_alone if {
	rule.deny == set() with input as object.union(filter, {"apiVersion": "example.org/v1"})
}
