# METADATA
# title: Several replicas have a disruption budget
# description: >-
#   Without one a node pool's upgrade or consolidation may evict all replicas at once, though there are several to avoid
#   just that.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
# custom:
#   id: SLIP-SET-002
#   severity: notice
#   controls: []
#   remediation: >-
#     Add a PodDisruptionBudget with `maxUnavailable: 1` that selects the pods.
#   kinds: [Deployment, StatefulSet]
#   judges: set
package slipway.rules.together.no_budget

import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec", "replicas"], "resource": number} if {
	some number in uncovered
	together.complete(together.documents[number])
	message := sprintf("%s has several replicas and no disruption budget", [objects.described(together.documents[number])])
}

unknown contains {"msg": message, "path": ["spec", "replicas"], "resource": number} if {
	some number in uncovered
	not together.complete(together.documents[number])
	message := sprintf("%s has no disruption budget here", [objects.described(together.documents[number])])
}

uncovered contains number if {
	some number, replicas in together.replicas
	replicas > 1
	not number in covered
}

covered contains number if {
	some budget in together.of_kind("policy", "PodDisruptionBudget")
	document := together.documents[budget]
	some number in together.selected(together.namespace(document), object.get(document, ["spec", "selector"], null))
}
