# METADATA
# title: Workloads run more than one pod
# description: >-
#   With one pod every drain, upgrade and crash is an outage. Where an autoscaler keeps the number, leave `replicas` out there and
#   give it a minimum of two.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
# custom:
#   id: SLIP-WORKLOAD-012
#   severity: notice
#   controls: []
#   remediation: Set `replicas` to at least 2.
#   kinds: [CloneSet, Deployment, ReplicaSet, ReplicationController, Rollout, StatefulSet]
package slipway.rules.workloads.replicas

import data.slipway.lib.objects
import data.slipway.lib.workloads

deny contains {"msg": message, "path": ["spec", "replicas"]} if {
	workloads.replicas == 1
	message := sprintf("%s runs one pod", [objects.described(input)])
}

deny contains {"msg": message, "path": ["spec", "replicas"]} if {
	input.kind in workloads.replicated
	said := object.get(input, ["spec", "replicas"], null)
	said != null
	not is_number(said)
	message := sprintf("%s has %s replicas, which is no number", [objects.described(input), json.marshal(said)])
}
