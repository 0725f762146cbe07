# METADATA
# title: A disruption budget sets one limit
# description: >-
#   The API server refuses a budget with both limits, and the sync that brings it fails.
# related_resources:
#   - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
# custom:
#   id: SLIP-BUDGET-003
#   severity: medium
#   controls: []
#   remediation: >-
#     Keep `maxUnavailable` and remove `minAvailable`; it goes on fitting when the number of replicas changes.
#   kinds: [PodDisruptionBudget]
package slipway.rules.budgets.one_limit

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "minAvailable"]} if {
	objects.of_group(input, "policy")
	object.get(input, ["spec", "minAvailable"], null) != null
	object.get(input, ["spec", "maxUnavailable"], null) != null
	message := sprintf("%s sets both minAvailable and maxUnavailable", [objects.described(input)])
}
