package slipway.rules.together.route_conflict_test

import data.slipway.rules.together.route_conflict as rule

route(name, host, gateways) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"hosts": [host], "gateways": gateways},
}

found(number, name, other, host, gateway) := {
	"msg": sprintf(`VirtualService "%s" routes %s at %s, as VirtualService "%s" does`, [name, host, gateway, other]),
	"path": ["spec", "hosts", 0],
	"resource": number,
}

both(host, gateway) := {found(0, "a", "b", host, gateway), found(1, "b", "a", host, gateway)}

test_denies_two_for_a_host_in_the_mesh if {
	every gateways in [[], null, ["mesh"]] {
		rule.deny == both("cart.shop.svc.cluster.local", "mesh") with input as {"resources": [
			route("a", "cart", []),
			route("b", "cart.shop.svc.cluster.local", gateways),
		]}
	}
}

test_denies_two_for_a_host_at_a_gateway if {
	rule.deny == both("cart.example.com", "shop/edge") with input as {"resources": [
		route("a", "cart.example.com", ["edge"]),
		route("b", "cart.example.com", ["other", "shop/edge"]),
	]}
}

test_allows_hosts_and_gateways_apart if {
	every pair in [
		[route("a", "cart", []), route("b", "orders", [])],
		[route("a", "cart", ["edge"]), route("b", "cart", ["mesh"])],
		[route("a", "cart", ["edge"]), route("b", "cart", ["other/edge"])],
		[route("a", "cart", ["edge", "mesh"])],
	] {
		rule.deny == set() with input as {"resources": pair}
	}
}
