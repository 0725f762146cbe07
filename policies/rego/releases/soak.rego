# METADATA
# title: An image has run in the environment before
# description: >-
#   Leaks, slow queries and errors at night don't show in the first minutes; what has run before prod for a day has
#   shown most of them.
# custom:
#   id: SLIP-RELEASE-002
#   severity: high
#   controls: []
#   remediation: >-
#     Wait until the image has run there as long as `soakHours` of policies/settings.yaml says.
#   kinds: ["*"]
#   judges: change
package slipway.rules.releases.soak

import data.slipway.lib.releases
import data.slipway.lib.settings

deny contains {"msg": message, "path": ["before", "since"]} if {
	same_images
	hours := (releases.now - time.parse_rfc3339_ns(releases.change.before.since)) / hour
	hours < wanted
	message := sprintf("%s: its images have run in %v for %v h of %v h", [
		releases.named,
		releases.change.before.environment,
		floor(hours * 10) / 10,
		wanted,
	])
}

unknown contains {"msg": message, "path": ["before", "since"]} if {
	same_images
	not told
	message := sprintf("%s: since when its images run in %v isn't known", [
		releases.named,
		releases.change.before.environment,
	])
}

same_images if {
	releases.promoted
	releases.images(releases.change.before.images) == releases.images(releases.change.to)
}

wanted := settings.soak_hours[releases.change.environment]

told if releases.now - time.parse_rfc3339_ns(releases.change.before.since) >= 0

# Nanoseconds of an hour.
hour := 3600000000000
