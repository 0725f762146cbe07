# METADATA
# title: Prod gets the image that ran before it
# description: >-
#   An image that differs by a digest is another program, whatever its tag says; what was tried out is not what runs.
# custom:
#   id: SLIP-RELEASE-003
#   severity: high
#   controls: []
#   remediation: >-
#     Promote the image that runs in the environment before, by its digest.
#   kinds: ["*"]
#   judges: change
package slipway.rules.releases.same_image

import data.slipway.lib.objects
import data.slipway.lib.releases

deny contains {"msg": message, "path": ["to"]} if {
	releases.promoted
	not releases.change.before.changed == true
	images := object.get(releases.change, ["before", "images"], [])
	missing := releases.images(releases.change.to) - releases.images(images)
	count(missing) > 0
	message := sprintf("%s: %s doesn't run in %v", [
		releases.named,
		objects.listed(missing),
		releases.change.before.environment,
	])
}

unknown contains {"msg": message, "path": ["before"]} if {
	releases.promoted
	object.get(releases.change, "before", null) == null
	message := sprintf("%s: the service has no environment before it", [releases.named])
}

unknown contains {"msg": message, "path": ["to"]} if {
	releases.promoted
	some image in releases.change.to
	not contains(image, "@")
	image in releases.change.before.images
	message := sprintf("%s: %s is named by its tag; whether %v runs the same isn't known", [
		releases.named,
		image,
		releases.change.before.environment,
	])
}
