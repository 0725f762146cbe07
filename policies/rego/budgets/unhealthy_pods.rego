# METADATA
# title: Pods that don't work can be evicted
# description: >-
#   By default a pod that runs but isn't ready is held by the budget like a healthy one, so an application that crashes
#   in a loop stops a node's drain.
# related_resources:
#   - https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
# custom:
#   id: SLIP-BUDGET-004
#   severity: notice
#   controls: []
#   remediation: >-
#     Set `unhealthyPodEvictionPolicy: AlwaysAllow`.
#   kinds: [PodDisruptionBudget]
package slipway.rules.budgets.unhealthy_pods

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "unhealthyPodEvictionPolicy"]} if {
	objects.of_group(input, "policy")
	object.get(input, ["spec", "unhealthyPodEvictionPolicy"], null) != "AlwaysAllow"
	message := sprintf("%s holds pods that aren't ready", [objects.described(input)])
}
