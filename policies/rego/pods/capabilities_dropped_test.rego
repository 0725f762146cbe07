package slipway.rules.pods.capabilities_dropped_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.capabilities_dropped

at_capabilities := ["spec", "containers", 0, "securityContext", "capabilities"]

test_denies_where_all_is_not_dropped if {
	every context in [
		{}, null, {"capabilities": null}, {"capabilities": {}}, {"capabilities": {"drop": []}}, {"capabilities": {"drop": null}},
		{"capabilities": {"drop": ["NET_RAW"]}}, {"capabilities": {"drop": ["all"]}}, {"capabilities": {"drop": "ALL"}},
	] {
		capabilities_dropped.deny == {{
			"msg": `container "app" doesn't drop ALL capabilities`,
			"path": array.concat(at_capabilities, ["drop"]),
		}} with input as fixtures.secured(context)
	}
}

test_denies_in_every_list_of_containers if {
	found := capabilities_dropped.deny with input as fixtures.every_container({})
	count(found) == 3
}

test_denies_a_capability_of_the_default_set_that_is_added_back if {
	capabilities_dropped.deny == {{
		"msg": `container "app" adds back the capability "CHOWN"`,
		"path": array.concat(at_capabilities, ["add", 1]),
	}} with input as fixtures.secured({"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE", "CHOWN"]}})
}

test_leaves_what_is_beyond_the_default_set_to_the_other_rule if {
	capabilities_dropped.deny == set() with input as fixtures.secured({"capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]}})
}

test_allows_all_dropped if {
	every context in [
		{"capabilities": {"drop": ["ALL"]}},
		{"capabilities": {"drop": ["NET_RAW", "ALL"], "add": null}},
		{"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}},
	] {
		capabilities_dropped.deny == set() with input as fixtures.every_container({"securityContext": context})
	}
}

test_windows_lifts_it if {
	capabilities_dropped.deny == set() with input as fixtures.windows({"containers": [{
		"name": "app",
		"securityContext": {"capabilities": {"add": ["CHOWN"]}},
	}]})
}
