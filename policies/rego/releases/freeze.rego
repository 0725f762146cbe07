# METADATA
# title: Nothing changes during a freeze
# description: >-
#   A freeze is there because nobody is at hand to mend what breaks, or because breaking is dearest then.
# custom:
#   id: SLIP-RELEASE-001
#   severity: high
#   controls: []
#   remediation: >-
#     Wait for the freeze's end; what can't wait has a waiver with its owner at hand.
#   kinds: ["*"]
#   judges: change
package slipway.rules.releases.freeze

import data.slipway.lib.releases
import data.slipway.lib.settings

deny contains {"msg": message, "path": ["now"]} if {
	some freeze in settings.freezes
	releases.change.environment in freeze.environments
	holds(freeze)
	message := sprintf("%s changes during a freeze until %v: %v", [releases.named, freeze.until, freeze.reason])
}

deny contains {"msg": message, "path": ["now"]} if {
	some freeze in settings.weekly_freezes
	releases.change.environment in freeze.environments
	time.weekday(releases.now) in freeze.days
	minutes >= minute(object.get(freeze, "from", "00:00"))
	minutes < minute(object.get(freeze, "until", "24:00"))
	message := sprintf("%s changes on a %s: %v", [releases.named, time.weekday(releases.now), freeze.reason])
}

deny contains {"msg": message, "path": ["now"]} if {
	count(settings.freezes) + count(settings.weekly_freezes) > 0
	not releases.now
	message := sprintf("%s is judged at no time that can be read: %v", [
		releases.named,
		object.get(releases.change, "now", null),
	])
}

holds(freeze) if {
	releases.now >= time.parse_rfc3339_ns(freeze.from)
	releases.now < time.parse_rfc3339_ns(freeze.until)
}

minutes := (clock[0] * 60) + clock[1] if clock := time.clock(releases.now)

minute(text) := (to_number(split(text, ":")[0]) * 60) + to_number(split(text, ":")[1])
