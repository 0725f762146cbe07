# METADATA
# title: The scheduler chooses the node
# description: >-
#   A pod with `nodeName` goes past the scheduler: its requests, taints, affinity and priority count for nothing, and it is lost
#   with that node.
# related_resources:
#   - https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename
# custom:
#   id: SLIP-POD-027
#   severity: medium
#   controls: []
#   remediation: Remove `nodeName`; choose nodes by a nodeSelector or affinity on their labels.
#   kinds: [pod]
package slipway.rules.pods.node_name

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(pod.at, ["nodeName"])} if {
	some pod in pods.all
	value := object.get(pod.spec, "nodeName", null)
	not value in {null, ""}
	message := sprintf("the pod is bound to the node %s", [pods.shown(value)])
}
