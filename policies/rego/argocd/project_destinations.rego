# METADATA
# title: A project names where it deploys to
# description: >-
#   A project for `*` lets each of its Applications write into kube-system, or into another cluster.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
# custom:
#   id: SLIP-ARGOCD-001
#   severity: high
#   controls: [nsa/namespaces]
#   remediation: >-
#     List the clusters and namespaces that are meant.
#   kinds: [AppProject]
package slipway.rules.argocd.project_destinations

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "destinations", number, field]} if {
	objects.of_group(input, argocd.group)
	some number, destination in input.spec.destinations
	some field in ["server", "name", "namespace"]
	destination[field] in {"*", "**"}
	message := sprintf("%s may deploy to every %s", [objects.described(input), words[field]])
}

words := {"server": "cluster", "name": "cluster", "namespace": "namespace"}
