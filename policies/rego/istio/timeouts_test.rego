package slipway.rules.istio.timeouts_test

import data.slipway.rules.istio.timeouts as rule

service(route) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": "cart"},
	"spec": {"http": [{}, route]},
}

test_denies_many_attempts if {
	found := {{
		"msg": `VirtualService "cart" tries a request again up to 6 times`,
		"path": ["spec", "http", 1, "retries", "attempts"],
	}}
	rule.deny == found with input as service({"retries": {"attempts": 6}})
	rule.deny == set() with input as service({"retries": {"attempts": 5}})
}

test_denies_tries_that_do_not_fit if {
	found := {{
		"msg": `VirtualService "cart" gives a route 1s for 3 tries of 500ms`,
		"path": ["spec", "http", 1, "timeout"],
	}}
	route := {"timeout": "1s", "retries": {"attempts": 3, "perTryTimeout": "500ms"}}
	rule.deny == found with input as service(route)
	rule.deny == set() with input as service(object.union(route, {"timeout": "1.5s"}))
	rule.deny == set() with input as service(object.union(route, {"timeout": "0s"}))
}

test_denies_a_timeout_that_is_none if {
	every timeout in ["soon", 5] {
		found := {{
			"msg": sprintf(`VirtualService "cart" has a timeout that is no duration: %v`, [timeout]),
			"path": ["spec", "http", 1, "timeout"],
		}}
		rule.deny == found with input as service({"timeout": timeout})
	}
}

test_allows_the_rest if {
	every route in [{"timeout": "5s"}, {"retries": {"perTryTimeout": "1s"}}, {"retries": null}, {}] {
		rule.deny == set() with input as service(route)
	}
}
