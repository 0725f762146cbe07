# METADATA
# title: No Pod stands without a controller
# description: >-
#   A bare Pod that ends, or whose node goes, is gone: nothing makes another, rolls it out or scales it.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/pods/
# custom:
#   id: SLIP-WORKLOAD-011
#   severity: low
#   controls: [workload/nakedPod]
#   remediation: Write a Deployment, a StatefulSet, a DaemonSet or a Job with the pod as its template.
#   kinds: [Pod]
package slipway.rules.workloads.naked_pod

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["kind"]} if {
	objects.of_kind(input, "", "Pod")
	not owned
	message := sprintf("%s has no controller", [objects.described(input)])
}

owned if {
	some owner in input.metadata.ownerReferences
	is_string(owner.kind)
}
