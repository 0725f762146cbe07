# METADATA
# title: Prod and the environment before it change one after the other
# description: >-
#   Where one change brings an image to both nothing was tried out; the environment before is there to fail first.
# custom:
#   id: SLIP-RELEASE-004
#   severity: high
#   controls: []
#   remediation: >-
#     Change the environment before first, and prod in a change of its own when the image has run there.
#   kinds: ["*"]
#   judges: change
package slipway.rules.releases.one_environment

import data.slipway.lib.releases

deny contains {"msg": message, "path": ["before", "changed"]} if {
	releases.promoted
	releases.change.before.changed == true
	message := sprintf("%s changes together with %v", [releases.named, releases.change.before.environment])
}
