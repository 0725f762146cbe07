# METADATA
# title: A sync changes objects and doesn't replace them
# description: >-
#   Replace and Force delete and make an object anew: pods all at once, volumes and addresses gone. Validate=false sends
#   what the API would refuse.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
# custom:
#   id: SLIP-ARGOCD-009
#   severity: medium
#   controls: []
#   remediation: >-
#     Remove the option; put `argocd.argoproj.io/sync-options: Replace=true` on the one object that needs it.
#   kinds: [Application, ApplicationSet]
package slipway.rules.argocd.sync_options

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": array.concat(argocd.path, ["syncPolicy", "syncOptions", number])} if {
	some number, option in argocd.spec.syncPolicy.syncOptions
	what := meanings[lower(replace(option, " ", ""))]
	message := sprintf("%s %s (%s)", [objects.described(input), what, option])
}

meanings := {
	"replace=true": "replaces objects instead of changing them",
	"force=true": "deletes objects and makes them anew",
	"validate=false": "sends objects unchecked",
}
