package slipway.rules.workloads.selector_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.selector

selecting(value) := json.patch(fixtures.deployment({}), [{"op": "replace", "path": "/spec/selector", "value": value}])

test_denies_a_selector_that_misses_its_own_pods if {
	every value in [{"matchLabels": {"app": "shop"}}, {"matchLabels": {"app": "cart", "tier": "web"}}, {"matchExpressions": [{"key": "zone", "operator": "Exists"}]}] {
		selector.deny == {{
			"msg": `Deployment "cart" doesn't select its own pods, whose labels are {"app":"cart"}`,
			"path": ["spec", "selector"],
		}} with input as selecting(value)
	}
}

test_denies_no_selector if {
	every value in [null, {}, "app=cart", {"matchLabels": {}}, {"matchLabels": null}, {"matchExpressions": []}] {
		selector.deny == {{"msg": `Deployment "cart" has no selector`, "path": ["spec", "selector"]}} with input as selecting(value)
	}
}

test_old_versions_may_leave_it_out if {
	selector.deny == set() with input as object.union(selecting({}), {"apiVersion": "extensions/v1beta1"})
}

test_allows_a_selector_of_its_own_pods if {
	selector.deny == set() with input as fixtures.deployment({})
	selector.deny == set() with input as selecting({"matchExpressions": [{"key": "app", "operator": "Exists"}]})
}

test_judges_every_kind_that_keeps_pods_and_no_other if {
	every kind in ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"] {
		count(selector.deny) == 1 with input as object.union(selecting({}), {"kind": kind})
	}
	selector.deny == set() with input as object.union(selecting({}), {"kind": "ControllerRevision"})
	selector.deny == set() with input as {
		"apiVersion": "policy/v1",
		"kind": "PodDisruptionBudget",
		"spec": {"selector": {"matchLabels": {"app": "cart"}}},
	}
}
