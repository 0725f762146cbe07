package slipway.rules.together.destination_conflict_test

import data.slipway.rules.together.destination_conflict as rule

destination(name, place, spec) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "DestinationRule",
	"metadata": {"name": name, "namespace": place},
	"spec": spec,
}

found(number, name, other) := {
	"msg": sprintf(
		`DestinationRule "%s" sets the policy of cart.shop.svc.cluster.local, as DestinationRule "%s" does`,
		[name, other],
	),
	"path": ["spec", "host"],
	"resource": number,
}

test_denies_both if {
	rule.deny == {found(0, "a", "b"), found(1, "b", "a")} with input as {"resources": [
		destination("a", "shop", {"host": "cart"}),
		destination("b", "shop", {"host": "cart.shop.svc.cluster.local", "workloadSelector": null}),
	]}
}

test_allows_hosts_namespaces_and_workloads_apart if {
	first := destination("a", "shop", {"host": "cart.shop.svc.cluster.local"})
	every other in [
		destination("b", "shop", {"host": "orders"}),
		destination("b", "other", {"host": "cart.shop.svc.cluster.local"}),
		destination("b", "shop", {"host": "cart", "workloadSelector": {"matchLabels": {"a": "b"}}}),
	] {
		rule.deny == set() with input as {"resources": [first, other]}
	}
}
