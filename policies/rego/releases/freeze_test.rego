package slipway.rules.releases.freeze_test

import data.slipway.rules.releases.freeze as rule

change(now, environment) := {"change": {"now": now, "environment": environment, "service": "cart"}}

freeze := {"freezes": [{
	"environments": ["staging", "prod"],
	"from": "2026-12-20T00:00:00Z",
	"until": "2027-01-02T00:00:00Z",
	"reason": "holidays",
}]}

weekly := {"weeklyFreezes": [{
	"environments": ["prod"],
	"days": ["Friday", "Saturday"],
	"from": "15:30",
	"until": "23:00",
	"reason": "weekend",
}]}

found := {{"msg": "cart in prod changes during a freeze until 2027-01-02T00:00:00Z: holidays", "path": ["now"]}}

test_denies_within_the_freeze if {
	every now in ["2026-12-20T00:00:00Z", "2027-01-01T23:59:59Z", "2026-12-19T23:30:00-01:00"] {
		rule.deny == found with input as change(now, "prod") with data.slipway.settings as freeze
	}
}

test_allows_before_after_and_elsewhere if {
	every now in ["2026-12-19T23:59:59Z", "2027-01-02T00:00:00Z"] {
		rule.deny == set() with input as change(now, "prod") with data.slipway.settings as freeze
	}
	rule.deny == set() with input as change("2026-12-25T00:00:00Z", "dev") with data.slipway.settings as freeze
}

test_denies_on_days_of_the_week if {
	on_friday := {{"msg": "cart in prod changes on a Friday: weekend", "path": ["now"]}}
	every now in ["2026-11-27T15:30:00Z", "2026-11-27T22:59:00Z"] {
		rule.deny == on_friday with input as change(now, "prod") with data.slipway.settings as weekly
	}
	all_day := {"weeklyFreezes": [{"environments": ["prod"], "days": ["Friday"], "reason": "weekend"}]}
	every now in ["2026-11-27T00:00:00Z", "2026-11-27T23:59:59Z"] {
		rule.deny == on_friday with input as change(now, "prod") with data.slipway.settings as all_day
	}
}

test_allows_other_days_and_hours if {
	every now in ["2026-11-27T15:29:00Z", "2026-11-27T23:00:00Z", "2026-11-26T16:00:00Z"] {
		rule.deny == set() with input as change(now, "prod") with data.slipway.settings as weekly
	}
	rule.deny == set() with input as change("2026-11-27T16:00:00Z", "dev") with data.slipway.settings as weekly
}

test_denies_a_time_that_can_not_be_read if {
	expected := {{"msg": "cart in prod is judged at no time that can be read: today", "path": ["now"]}}
	every settings in [freeze, weekly] {
		rule.deny == expected with input as change("today", "prod") with data.slipway.settings as settings
	}
	missing := {{"msg": "cart in prod is judged at no time that can be read: null", "path": ["now"]}}
	rule.deny == missing with input as {"change": {"environment": "prod", "service": "cart"}}
		with data.slipway.settings as freeze
}

test_allows_all_without_a_freeze if {
	rule.deny == set() with input as change("2026-12-25T00:00:00Z", "prod") with data.slipway.settings as {}
	rule.deny == set() with input as change("today", "prod") with data.slipway.settings as {}
}
