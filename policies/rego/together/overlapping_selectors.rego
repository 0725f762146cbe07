# METADATA
# title: Two workloads don't claim the same pods
# description: >-
#   A controller whose selector fits another's pods counts them as its own; both start and stop pods without end, and a
#   rollout never finishes.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
# custom:
#   id: SLIP-SET-007
#   severity: high
#   controls: []
#   remediation: >-
#     Give each workload a label of its own in selector and template.
#   kinds: [Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController]
#   judges: set
package slipway.rules.together.overlapping_selectors

import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec", "selector"], "resource": number} if {
	some number, workload in together.workloads
	workload.kind in controllers
	others := {other |
		some other in together.selected(workload.place, selector(workload))
		other != number
		together.workloads[other].kind in controllers
	}
	count(others) > 0
	message := sprintf("%s also claims the pods of %s", [
		objects.described(workload.document),
		objects.listed({objects.described(together.documents[other]) | some other in others}),
	])
}

controllers := {"DaemonSet", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"}

# A ReplicationController's selector is a plain map. Without a selector the API refuses the object, so nothing is claimed.
selector(workload) := {"matchLabels": plain} if {
	workload.kind == "ReplicationController"
	plain := workload.document.spec.selector
	count(plain) > 0
} else := given if {
	given := workload.document.spec.selector
	count(given) > 0
}
