# METADATA
# title: An ApplicationSet that gives nothing deletes nothing
# description: >-
#   Where a generator gives an empty list (a label renamed, a repository out of reach) the Applications go, and with
#   them everything that they made.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Controlling-Resource-Modification/
# custom:
#   id: SLIP-ARGOCD-013
#   severity: notice
#   controls: []
#   remediation: >-
#     Set `syncPolicy.preserveResourcesOnDeletion: true`, or `applicationsSync` to create-update, where a removed folder
#     isn't meant to remove what runs.
#   kinds: [ApplicationSet]
package slipway.rules.argocd.preservation

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "syncPolicy"]} if {
	objects.of_kind(input, argocd.group, "ApplicationSet")
	not preserved
	message := sprintf("%s deletes what its Applications made when its generators give nothing", [objects.described(input)])
}

preserved if input.spec.syncPolicy.preserveResourcesOnDeletion == true

preserved if input.spec.syncPolicy.applicationsSync in {"create-only", "create-update"}
