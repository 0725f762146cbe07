package slipway.rules.pods.user_namespace_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.user_namespace

test_denies_where_it_is_not_asked_for if {
	every spec in [{}, {"hostUsers": null}, {"hostUsers": true}, {"hostUsers": "false"}] {
		user_namespace.deny == {{
			"msg": "the pod shares its node's users",
			"path": ["spec", "hostUsers"],
		}} with input as fixtures.pod(spec)
	}
}

test_allows_a_user_namespace_and_windows if {
	user_namespace.deny == set() with input as fixtures.pod({"hostUsers": false})
	user_namespace.deny == set() with input as fixtures.windows({})
}
