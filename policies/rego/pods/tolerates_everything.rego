# METADATA
# title: Pods tolerate taints by name
# description: >-
#   A toleration without a key is for every taint there is: the pod goes to nodes that are kept for others, that are about to be
#   drained, or that are not ready, and stays there.
# related_resources:
#   - https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
# custom:
#   id: SLIP-POD-028
#   severity: low
#   controls: []
#   remediation: Name the key of each taint that the pod is to tolerate. DaemonSets, which belong on every node, are not asked.
#   kinds: [pod]
package slipway.rules.pods.tolerates_everything

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(pod.at, ["tolerations", number])} if {
	input.kind != "DaemonSet"
	some pod in pods.all
	some number, toleration in object.get(pod.spec, "tolerations", [])
	object.get(toleration, "key", null) in {null, ""}
	message := sprintf("toleration number %v is for every taint", [number])
}
