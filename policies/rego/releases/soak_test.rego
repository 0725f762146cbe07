package slipway.rules.releases.soak_test

import data.slipway.rules.releases.soak as rule

change(more) := {"change": object.union(
	{
		"now": "2026-11-25T12:00:00Z",
		"service": "cart",
		"environment": "prod",
		"from": ["a:1"],
		"to": ["a:2"],
		"before": {"environment": "staging", "images": ["a:2"], "since": "2026-11-25T10:30:00Z", "changed": false},
	},
	more,
)}

since(time) := change({"before": {"since": time}})

test_denies_too_short_a_time if {
	rule.deny == {{
		"msg": "cart in prod: its images have run in staging for 1.5 h of 24 h",
		"path": ["before", "since"],
	}} with input as change({})
	rule.unknown == set() with input as change({})
}

test_allows_the_time_that_is_set if {
	rule.deny == set() with input as since("2026-11-24T12:00:00Z")
	rule.deny == {{
		"msg": "cart in prod: its images have run in staging for 23.9 h of 24 h",
		"path": ["before", "since"],
	}} with input as since("2026-11-24T12:00:01Z")
	rule.deny == set() with input as change({}) with data.slipway.settings as {"soakHours": {"prod": 1}}
}

test_can_not_tell_without_a_time if {
	found := {{"msg": "cart in prod: since when its images run in staging isn't known", "path": ["before", "since"]}}
	every time in [null, "long", "2027-01-01T00:00:00Z"] {
		rule.unknown == found with input as since(time)
	}
	rule.unknown == found with input as change({"now": "today"})
	rule.deny == set() with input as since(null)
}

test_an_image_of_this_moment_is_known if {
	now := since("2026-11-25T12:00:00Z")
	rule.unknown == set() with input as now
	count(rule.deny) == 1 with input as now
}

test_leaves_other_images_and_environments_to_others if {
	every more in [
		{"before": {"images": ["a:1"]}}, {"before": {"images": ["a:1"], "since": null}},
		{"environment": "staging", "before": {"since": null}}, {"before": null}, {"environment": "staging"}, {"to": ["a:1"]},
	] {
		rule.deny == set() with input as change(more)
		rule.unknown == set() with input as change(more)
	}
}
