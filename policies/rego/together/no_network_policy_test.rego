package slipway.rules.together.no_network_policy_test

import data.slipway.rules.together.no_network_policy as rule

space := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}

deployment := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": {"app": "cart"}}, "spec": {}}},
}

policy(place, spec) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "NetworkPolicy",
	"metadata": {"name": "p", "namespace": place},
	"spec": spec,
}

found := {{"msg": `Deployment "cart" has no network policy`, "path": ["spec"], "resource": 0}}

other := {"podSelector": {"matchLabels": {"app": "other"}}}

test_denies_where_the_namespace_or_its_policies_are_here if {
	rule.deny == found with input as {"resources": [deployment, space]}
	rule.deny == found with input as {"resources": [deployment, policy("shop", other)]}
	rule.unknown == set() with input as {"resources": [deployment, space]}
}

test_can_not_tell_elsewhere if {
	told := {{"msg": `Deployment "cart" has no network policy here`, "path": ["spec"], "resource": 0}}
	every set in [
		[deployment],
		[deployment, policy("elsewhere", other)],
		[deployment, space, {"kind": "CiliumNetworkPolicy"}],
		[deployment, policy("shop", other), {"kind": "GlobalNetworkPolicy"}],
		[deployment, space, {"kind": "CiliumClusterwideNetworkPolicy"}],
	] {
		rule.unknown == told with input as {"resources": set}
		rule.deny == set() with input as {"resources": set}
	}
}

test_allows_a_policy_that_selects_it if {
	every spec in [{"podSelector": {}}, {"podSelector": {"matchLabels": {"app": "cart"}}}, {}, {"podSelector": null}] {
		rule.deny == set() with input as {"resources": [deployment, space, policy("shop", spec)]}
		rule.unknown == set() with input as {"resources": [deployment, space, policy("shop", spec)]}
	}
}
