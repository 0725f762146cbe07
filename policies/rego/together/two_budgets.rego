# METADATA
# title: A pod has one disruption budget
# description: >-
#   Where two budgets select a pod the API server refuses each eviction of it, whatever the budgets say; its node can't
#   be drained.
# related_resources:
#   - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
# custom:
#   id: SLIP-SET-003
#   severity: high
#   controls: []
#   remediation: >-
#     Narrow the selectors, or remove one of the budgets.
#   kinds: [PodDisruptionBudget]
#   judges: set
package slipway.rules.together.two_budgets

import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec", "selector"], "resource": number} if {
	some workload, budgets in covering
	count(budgets) > 1
	some number in budgets
	message := sprintf("%s selects the pods of %s, as %s does", [
		objects.described(together.documents[number]),
		objects.described(together.documents[workload]),
		objects.listed({objects.described(together.documents[other]) | some other in budgets; other != number}),
	])
}

covering[workload] contains number if {
	some number in together.of_kind("policy", "PodDisruptionBudget")
	budget := together.documents[number]
	some workload in together.selected(together.namespace(budget), object.get(budget, ["spec", "selector"], null))
}
