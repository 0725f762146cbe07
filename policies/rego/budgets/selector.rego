# METADATA
# title: A disruption budget selects the pods that it is for
# description: >-
#   An empty selector takes in every pod of the namespace, Jobs too, and counts them together; without one the budget
#   protects nothing.
# related_resources:
#   - https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget
# custom:
#   id: SLIP-BUDGET-002
#   severity: medium
#   controls: []
#   remediation: >-
#     Select the workload's pods by the labels of its template.
#   kinds: [PodDisruptionBudget]
package slipway.rules.budgets.selector

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "selector"]} if {
	objects.of_group(input, "policy")
	selector := object.get(input, ["spec", "selector"], null)
	what := said(selector)
	message := sprintf("%s %s", [objects.described(input), what])
}

said(null) := "has no selector and protects nothing"

said(selector) := "has an empty selector and takes in every pod of its namespace" if {
	empty(object.get(selector, "matchLabels", {}))
	empty(object.get(selector, "matchExpressions", []))
}

empty(value) if value in {null, {}, []}
