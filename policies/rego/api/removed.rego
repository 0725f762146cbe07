# METADATA
# title: No API is used that Kubernetes removed
# description: >-
#   The API server refuses an object of an API that it no longer serves; the next sync after the upgrade fails, and what
#   is there already can't be changed any more.
# related_resources:
#   - https://kubernetes.io/docs/reference/using-api/deprecation-guide/
# custom:
#   id: SLIP-API-001
#   severity: high
#   controls: [cluster/deprecatedApi, nsa/upgrades]
#   remediation: >-
#     Write the object in the API that took its place (`kubectl convert` does the bulk of it).
#   kinds: ["*"]
package slipway.rules.api.removed

import data.slipway.lib.apis
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["apiVersion"]} if {
	apis.ended
	message := sprintf(
		"%s is of %s, which Kubernetes 1.%d no longer serves: %s",
		[objects.described(input), input.apiVersion, apis.life.removed, apis.instead],
	)
}
