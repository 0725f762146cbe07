# METADATA
# title: An autoscaled workload leaves its replicas open
# description: >-
#   Each sync sets the number in Git again and the autoscaler changes it back; in between pods are stopped that were
#   needed.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/user-guide/best_practices/#leaving-room-for-imperativeness
# custom:
#   id: SLIP-SET-009
#   severity: medium
#   controls: []
#   remediation: >-
#     Remove `spec.replicas` from the workload; the autoscaler's minimum holds.
#   kinds: [Deployment, StatefulSet]
#   judges: set
package slipway.rules.together.autoscaler_and_replicas

import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec", "replicas"], "resource": number} if {
	some number, autoscalers in together.autoscaled
	workload := together.documents[number]
	replicas := object.get(workload, ["spec", "replicas"], null)
	replicas != null
	message := sprintf("%s sets %v replicas, and %s scales it", [
		objects.described(workload),
		replicas,
		objects.listed({objects.described(together.documents[autoscaler]) | some autoscaler in autoscalers}),
	])
}
