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
}

said(path, message) := {{
	"msg": sprintf(`VirtualService "cart" %s`, [message]),
	"path": array.concat(["spec", "http", 1], path),
}}

per_try := ["retries", "perTryTimeout"]

test_denies_a_timeout_that_is_none if {
	every timeout in ["soon", 5] {
		found := said(["timeout"], sprintf("has a timeout that is no duration: %v", [timeout]))
		rule.deny == found with input as service({"timeout": timeout})
	}
	found := said(per_try, "has a perTryTimeout that is no duration: 5")
	rule.deny == found with input as service({"retries": {"perTryTimeout": 5}})
}

test_denies_a_time_without_end if {
	every time in ["0s", "0ms", "-1s"] {
		none := said(["timeout"], sprintf("sets no end by timeout: %v", [time]))
		rule.deny == none with input as service({"timeout": time})
		rule.deny == none with input as service({"timeout": time, "retries": {"attempts": 3}})
		never := said(per_try, sprintf("sets no end by perTryTimeout: %v", [time]))
		rule.deny == never with input as service({"timeout": "5s", "retries": {"attempts": 2, "perTryTimeout": time}})
	}
}

test_denies_a_time_that_is_as_good_as_none if {
	found := said(["timeout"], "has a timeout longer than 3600 s: 3601s")
	rule.deny == found with input as service({"timeout": "3601s"})
	rule.deny == set() with input as service({"timeout": "1h"})
	long := said(per_try, "has a perTryTimeout longer than 300 s: 301s")
	rule.deny == long with input as service({"retries": {"perTryTimeout": "301s"}})
	rule.deny == set() with input as service({"retries": {"perTryTimeout": "5m"}})
}

test_denies_a_try_longer_than_the_route if {
	found := said(per_try, "gives each try 3s, and the route no more than 2s")
	every more in [{}, {"attempts": 1}, {"attempts": 3}] {
		rule.deny == found with input as service({"timeout": "2s", "retries": object.union(more, {"perTryTimeout": "3s"})})
	}
	rule.deny == set() with input as service({"timeout": "2s", "retries": {"attempts": 1, "perTryTimeout": "2s"}})
}

test_denies_tries_without_a_time_of_their_own if {
	found := said(per_try, "gives each of 3 tries the route's whole 2s, for want of perTryTimeout")
	rule.deny == found with input as service({"timeout": "2s", "retries": {"attempts": 3}})
	rule.deny == found with input as service({"timeout": "2s", "retries": {"attempts": 3, "perTryTimeout": null}})
	rule.deny == set() with input as service({"timeout": "2s", "retries": {"attempts": 0}})
	rule.deny == set() with input as service({"retries": {"attempts": 3}})
}

test_allows_the_rest if {
	every route in [{"timeout": "5s"}, {"timeout": null}, {"retries": {"perTryTimeout": "1s"}}, {"retries": null}, {}] {
		rule.deny == set() with input as service(route)
	}
}
