package slipway.rules.together.missing_subset_test

import data.slipway.rules.together.missing_subset as rule

route(subset) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"http": [{"route": [{"destination": {"host": "cart", "subset": subset}}]}]},
}

destination(host, subsets) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "DestinationRule",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"host": host, "subsets": subsets},
}

path := ["spec", "http", 0, "route", 0, "destination", "subset"]

test_denies_a_subset_that_is_not_there if {
	message := concat(" ", [
		`VirtualService "cart" sends to the subset v2 of cart.shop.svc.cluster.local,`,
		`which DestinationRule "cart" doesn't have`,
	])
	every host in ["cart", "cart.shop.svc.cluster.local"] {
		every subsets in [[{"name": "v1"}], [], null] {
			rule.deny == {{"msg": message, "path": path, "resource": 1}} with input as {"resources": [
				destination(host, subsets),
				route("v2"),
			]}
		}
	}
}

test_can_not_tell_where_the_rule_is_elsewhere if {
	found := {{
		"msg": concat(" ", [
			`VirtualService "cart" sends to the subset v2 of cart.shop.svc.cluster.local,`,
			"whose DestinationRule isn't here",
		]),
		"path": path,
		"resource": 0,
	}}
	every more in [[], [destination("other", [])], [destination("cart.other.svc.cluster.local", [])]] {
		rule.unknown == found with input as {"resources": array.concat([route("v2")], more)}
		rule.deny == set() with input as {"resources": array.concat([route("v2")], more)}
	}
}

test_allows_a_subset_that_is_there_and_none if {
	rule.deny == set() with input as {"resources": [destination("cart", [{"name": "v1"}, {"name": "v2"}]), route("v2")]}
	rule.unknown == set() with input as {"resources": [destination("cart", [{"name": "v2"}]), route("v2")]}
	rule.unknown == set() with input as {"resources": [route(null)]}
}
