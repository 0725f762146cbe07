# METADATA
# title: A disruption budget lets pods be evicted
# description: >-
#   A budget that never allows an eviction stops every drain: nodes can't be upgraded, consolidated or repaired without
#   force.
# related_resources:
#   - https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget
# custom:
#   id: SLIP-BUDGET-001
#   severity: high
#   controls: [podDisruptionBudget/blocksEviction]
#   remediation: >-
#     Allow at least one pod to be away (`maxUnavailable: 1`) and run enough replicas.
#   kinds: [PodDisruptionBudget]
package slipway.rules.budgets.blocks_eviction

import data.slipway.lib.amounts
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "maxUnavailable"]} if {
	objects.of_group(input, "policy")
	value := object.get(input, ["spec", "maxUnavailable"], null)
	value != null
	not allows_some(value)
	message := sprintf("%s never allows an eviction: maxUnavailable is %v", [objects.described(input), value])
}

deny contains {"msg": message, "path": ["spec", "minAvailable"]} if {
	objects.of_group(input, "policy")
	value := object.get(input, ["spec", "minAvailable"], null)
	value != null
	not allows_less(value)
	message := sprintf("%s never allows an eviction: minAvailable is %v", [objects.described(input), value])
}

allows_some(value) if amounts.whole(value) > 0

allows_some(value) if amounts.percent(value) > 0

# How many pods there are is not known here; a number is compared with the replicas by the rule on both together.
allows_less(value) if amounts.whole(value)

allows_less(value) if amounts.percent(value) < 100
