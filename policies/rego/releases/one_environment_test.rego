package slipway.rules.releases.one_environment_test

import data.slipway.rules.releases.one_environment as rule

change(more) := {"change": object.union(
	{
		"service": "cart",
		"environment": "prod",
		"from": ["a:1"],
		"to": ["a:2"],
		"before": {"environment": "staging", "changed": true},
	},
	more,
)}

test_denies_both_in_one_change if {
	found := {{"msg": "cart in prod changes together with staging", "path": ["before", "changed"]}}
	rule.deny == found with input as change({})
}

test_allows_one_and_what_brings_no_image if {
	every more in [{"before": {"changed": false}}, {"before": null}, {"to": ["a:1"]}, {"environment": "dev"}] {
		rule.deny == set() with input as change(more)
	}
}
