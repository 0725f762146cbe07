package slipway.rules.namespaces.limit_range_test

import data.slipway.rules.namespaces.limit_range as rule

limits(limit) := {
	"apiVersion": "v1",
	"kind": "LimitRange",
	"metadata": {"name": "shop"},
	"spec": {"limits": [{"type": "Pod"}, limit]},
}

test_denies_each_pair_that_is_out_of_order if {
	every pair in [
		["min", "defaultRequest"], ["min", "default"], ["min", "max"], ["defaultRequest", "default"], ["default", "max"],
	] {
		message := sprintf(`LimitRange "shop" has the %s of memory at 2Gi, above its %s of 1024Mi`, [pair[0], pair[1]])
		rule.deny == {{"msg": message, "path": ["spec", "limits", 1, pair[0], "memory"]}} with input as limits({
			pair[0]: {"memory": "2Gi"},
			pair[1]: {"memory": "1024Mi"},
		})
	}
}

test_compares_thousandths_and_numbers if {
	message := `LimitRange "shop" has the default of cpu at 1, above its max of 500m`
	rule.deny == {{"msg": message, "path": ["spec", "limits", 1, "default", "cpu"]}} with input as limits({
		"default": {"cpu": 1},
		"max": {"cpu": "500m"},
	})
}

test_allows_figures_in_order if {
	every limit in [
		{"min": {"cpu": "1m"}, "defaultRequest": {"cpu": "1m"}, "default": {"cpu": "1"}, "max": {"cpu": "1000m"}},
		{"min": {"cpu": "2"}, "max": {"memory": "1Mi"}},
		{"default": {"cpu": "much"}, "max": {"cpu": "1"}},
		{"default": null, "max": []},
		{},
	] {
		rule.deny == set() with input as limits(limit)
	}
	other := object.union(limits({"default": {"cpu": "2"}, "max": {"cpu": "1"}}), {"apiVersion": "example.org/v1"})
	rule.deny == set() with input as other
}
