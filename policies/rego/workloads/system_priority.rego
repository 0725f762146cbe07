# METADATA
# title: Only the cluster's own pods have its highest priorities
# description: >-
#   A pod of system-node-critical or system-cluster-critical drives out all others, the cluster's own services among them.
# related_resources:
#   - https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/
# custom:
#   id: SLIP-WORKLOAD-015
#   severity: medium
#   controls: []
#   remediation: Name one of the platform's classes, or put the workload into one of `privilegedNamespaces` if it is the cluster's.
#   kinds: [pod]
package slipway.rules.workloads.system_priority

import data.slipway.lib.pods
import data.slipway.lib.settings

deny contains {"msg": message, "path": array.concat(pod.at, ["priorityClassName"])} if {
	not object.get(input, ["metadata", "namespace"], null) in settings.privileged_namespaces
	some pod in pods.all
	class := object.get(pod.spec, "priorityClassName", null)
	class in {"system-cluster-critical", "system-node-critical"}
	message := sprintf("the pod has the priority class %s, which is the cluster's own", [class])
}
