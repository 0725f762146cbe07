# METADATA
# title: Workloads have a priority class
# description: When a cluster is full, pods without one are all alike, and the scheduler may put off the wrong ones.
# related_resources:
#   - https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
# custom:
#   id: SLIP-WORKLOAD-014
#   severity: notice
#   controls: []
#   remediation: Name one of the platform's classes as `priorityClassName`.
#   kinds: [pod]
package slipway.rules.workloads.priority_class

import data.slipway.lib.pods

deny contains {"msg": "the pod names no priority class", "path": array.concat(pod.at, ["priorityClassName"])} if {
	some pod in pods.all
	object.get(pod.spec, "priorityClassName", null) in {null, ""}
}
