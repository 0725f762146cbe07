# METADATA
# title: An empty folder in Git doesn't empty the cluster
# description: >-
#   With `allowEmpty` a wrong path, or a template that renders nothing, deletes every object of the application.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-pruning-with-allow-empty-v18
# custom:
#   id: SLIP-ARGOCD-008
#   severity: high
#   controls: []
#   remediation: >-
#     Remove `allowEmpty`; delete the Application to delete what it made.
#   kinds: [Application, ApplicationSet]
package slipway.rules.argocd.allow_empty

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": array.concat(argocd.path, ["syncPolicy", "automated", "allowEmpty"])} if {
	objects.is_true(argocd.spec.syncPolicy.automated.allowEmpty)
	message := sprintf("%s deletes everything when Git gives nothing", [objects.described(input)])
}
