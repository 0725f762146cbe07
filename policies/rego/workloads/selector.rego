# METADATA
# title: A workload selects the pods of its own template
# description: >-
#   The API server refuses a workload whose selector doesn't take in its template's labels, and in apps/v1 the selector can't be
#   changed afterwards.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
# custom:
#   id: SLIP-WORKLOAD-019
#   severity: high
#   controls: []
#   remediation: Give the template every label that `spec.selector.matchLabels` names.
#   kinds: [DaemonSet, Deployment, ReplicaSet, StatefulSet]
package slipway.rules.workloads.selector

import data.slipway.lib.objects
import data.slipway.lib.selectors
import data.slipway.lib.workloads

deny contains {"msg": message, "path": ["spec", "selector"]} if {
	objects.of_group(input, "apps")
	ours
	not takes_in_something(object.get(input, ["spec", "selector"], null))
	message := sprintf("%s has no selector", [objects.described(input)])
}

deny contains {"msg": message, "path": ["spec", "selector"]} if {
	ours
	selector := object.get(input, ["spec", "selector"], null)
	takes_in_something(selector)
	not selectors.selects(selector, workloads.pod_labels)
	message := sprintf("%s doesn't select its own pods, whose labels are %s", [
		objects.described(input),
		json.marshal(workloads.pod_labels),
	])
}

# A disruption budget has a selector too, and no pods of its own.
ours if input.kind in {"DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"}

takes_in_something(selector) if count(selector.matchLabels) > 0

takes_in_something(selector) if count(selector.matchExpressions) > 0
