package slipway.rules.workloads.revision_history_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.revision_history

keeping(number) := object.union(fixtures.deployment({}), {"spec": {"revisionHistoryLimit": number}})

test_denies_no_history if {
	revision_history.deny == {{
		"msg": `Deployment "cart" keeps no revision`,
		"path": ["spec", "revisionHistoryLimit"],
	}} with input as keeping(0)
}

test_allows_some_and_the_default if {
	every document in [keeping(1), keeping(null), fixtures.deployment({})] {
		revision_history.deny == set() with input as document
	}
}

test_asks_kinds_that_are_rolled_out_only if {
	every kind in ["DaemonSet", "Rollout", "StatefulSet"] {
		found := revision_history.deny with input as object.union(keeping(0), {"kind": kind})
		count(found) == 1
	}
	revision_history.deny == set() with input as object.union(keeping(0), {"kind": "Other"})
}
