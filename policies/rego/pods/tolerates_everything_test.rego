package slipway.rules.pods.tolerates_everything_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.tolerates_everything

every_taint := {"tolerations": [{"key": "a", "operator": "Exists"}, {"operator": "Exists"}]}

test_denies_a_toleration_without_key if {
	tolerates_everything.deny == {{
		"msg": "toleration number 1 is for every taint",
		"path": ["spec", "tolerations", 1],
	}} with input as fixtures.pod(every_taint)
	every key in [null, ""] {
		found := tolerates_everything.deny with input as fixtures.pod({"tolerations": [{"key": key, "operator": "Exists", "effect": "NoSchedule"}]})
		count(found) == 1
	}
}

test_does_not_ask_daemon_sets if {
	tolerates_everything.deny == set() with input as object.union(fixtures.deployment(every_taint), {"kind": "DaemonSet"})
}

test_allows_keys_and_none if {
	every tolerations in [[{"key": "slipway.dev/pool", "value": "x"}], [], null, [5]] {
		tolerates_everything.deny == set() with input as fixtures.pod({"tolerations": tolerations})
	}
}
