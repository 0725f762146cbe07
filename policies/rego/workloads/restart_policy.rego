# METADATA
# title: The restart policy fits the kind
# description: >-
#   A Job's pod must be allowed to end, a Deployment's must be restarted; the API server refuses anything else.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
# custom:
#   id: SLIP-WORKLOAD-018
#   severity: high
#   controls: []
#   remediation: Write `Never` or `OnFailure` in a Job's template, and leave it out in those of kinds that keep pods running.
#   kinds: [CronJob, DaemonSet, Deployment, Job, ReplicaSet, ReplicationController, StatefulSet]
package slipway.rules.workloads.restart_policy

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(pod.at, ["restartPolicy"])} if {
	some pod in pods.all
	policy := object.get(pod.spec, "restartPolicy", null)
	not policy in allowed
	message := sprintf("%s has restartPolicy: %s", [input.kind, pods.shown(policy)])
}

allowed := {"Never", "OnFailure"} if input.kind in {"CronJob", "Job"}

else := {null, "Always"} if input.kind in {"DaemonSet", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"}
