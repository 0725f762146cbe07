# METADATA
# title: No API is used that Kubernetes will remove
# description: >-
#   A deprecated API works until an upgrade takes it away; changed now it is a line, changed then it is an outage.
# related_resources:
#   - https://kubernetes.io/docs/reference/using-api/deprecation-policy/
# custom:
#   id: SLIP-API-002
#   severity: low
#   controls: [cluster/deprecatedApi, nsa/upgrades]
#   remediation: >-
#     Write the object in the API that takes its place.
#   kinds: ["*"]
package slipway.rules.api.deprecated

import data.slipway.lib.apis
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["apiVersion"]} if {
	apis.life.deprecated <= apis.target
	not apis.ended
	message := sprintf(
		"%s is of %s, deprecated since Kubernetes 1.%d %s: %s",
		[objects.described(input), input.apiVersion, apis.life.deprecated, ending, apis.instead],
	)
}

ending := sprintf("and removed in 1.%d", [apis.life.removed]) if apis.life.removed != null

ending := "with no date for its removal" if apis.life.removed == null
