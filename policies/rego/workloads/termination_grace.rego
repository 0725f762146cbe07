# METADATA
# title: Pods get time to end
# description: >-
#   With a grace period of 0 the process is killed at once: requests in flight break, and a StatefulSet may have two pods of one
#   name.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
# custom:
#   id: SLIP-WORKLOAD-016
#   severity: medium
#   controls: []
#   remediation: Leave `terminationGracePeriodSeconds` out (30 seconds), or set what the program needs to finish.
#   kinds: [pod]
package slipway.rules.workloads.termination_grace

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(pod.at, ["terminationGracePeriodSeconds"])} if {
	some pod in pods.all
	value := object.get(pod.spec, "terminationGracePeriodSeconds", null)
	value != null
	not some_time(value)
	message := sprintf("the pod has a grace period of %s", [pods.shown(value)])
}

some_time(value) if {
	is_number(value)
	value > 0
}
