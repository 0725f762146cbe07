package slipway.rules.releases.same_image_test

import data.slipway.rules.releases.same_image as rule

change(more) := {"change": object.union(
	{
		"service": "cart",
		"environment": "prod",
		"from": ["a:1"],
		"to": ["a:2@sha256:d"],
		"before": {"environment": "staging", "images": ["a:2@sha256:d"], "changed": false},
	},
	more,
)}

test_denies_an_image_that_does_not_run_before if {
	every pair in [
		[["a:2@sha256:e"], "a@sha256:e"], [["a:3"], "a:3"], [["a:2@sha256:d", "b:1"], "b:1"], [["a:2"], "a:2"],
	] {
		found := {{"msg": sprintf("cart in prod: %s doesn't run in staging", [pair[1]]), "path": ["to"]}}
		rule.deny == found with input as change({"to": pair[0]})
	}
	nothing := {{"msg": "cart in prod: a@sha256:d doesn't run in staging", "path": ["to"]}}
	rule.deny == nothing with input as change({"before": {"images": []}})
}

test_allows_the_same_digest_whatever_the_tag if {
	every to in [["a:2@sha256:d"], ["a@sha256:d"], ["a:stable@sha256:d"]] {
		rule.deny == set() with input as change({"to": to})
		rule.unknown == set() with input as change({"to": to})
	}
}

test_can_not_tell_of_a_tag if {
	by_tag := {"to": ["a:2"], "before": {"images": ["a:2"]}}
	found := {{"msg": "cart in prod: a:2 is named by its tag; whether staging runs the same isn't known", "path": ["to"]}}
	rule.unknown == found with input as change(by_tag)
	rule.deny == set() with input as change(by_tag)
}

test_can_not_tell_without_an_environment_before if {
	found := {{"msg": "cart in prod: the service has no environment before it", "path": ["before"]}}
	rule.unknown == found with input as change({"before": null})
	rule.deny == set() with input as change({"before": null})
}

test_can_tell_of_what_is_not_promoted if {
	every more in [
		{"environment": "dev", "before": null},
		{"environment": "dev", "to": ["a:2"], "before": {"images": ["a:2"]}},
	] {
		rule.unknown == set() with input as change(more)
	}
}

test_leaves_other_environments_and_changes_to_others if {
	every more in [{"environment": "dev", "to": ["x"]}, {"from": ["x"], "to": ["x"]}, {"to": ["x"], "before": {"changed": true}}] {
		rule.deny == set() with input as change(more)
		rule.unknown == set() with input as change(more)
	}
}
