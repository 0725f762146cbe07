# METADATA
# title: A disruption budget leaves its workload room
# description: >-
#   A budget that wants as many pods as there are never allows an eviction; nodes can't be drained, upgraded or
#   consolidated.
# related_resources:
#   - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
# custom:
#   id: SLIP-SET-001
#   severity: high
#   controls: [podDisruptionBudget/blocksEviction]
#   remediation: >-
#     Run more replicas than `minAvailable`, or set `maxUnavailable: 1` instead.
#   kinds: [PodDisruptionBudget]
#   judges: set
package slipway.rules.together.budget_and_replicas

import data.slipway.lib.amounts
import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec", "minAvailable"], "resource": number} if {
	some number in together.of_kind("policy", "PodDisruptionBudget")
	budget := together.documents[number]
	wanted := object.get(budget, ["spec", "minAvailable"], null)
	covered := together.selected(together.namespace(budget), object.get(budget, ["spec", "selector"], null))

	# A workload whose number of pods isn't known makes the sum unknown.
	count({one | some one in covered; not together.replicas[one]}) == 0
	all := sum([together.replicas[one] | some one in covered])
	all > 0
	amounts.of(wanted, all) >= all
	message := sprintf("%s wants %v of the %v pods of %s", [objects.described(budget), wanted, all, names(covered)])
}

names(numbers) := objects.listed({objects.described(together.documents[number]) | some number in numbers})
