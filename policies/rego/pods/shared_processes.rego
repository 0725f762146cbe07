# METADATA
# title: Containers don't share their processes
# description: >-
#   With one process namespace each container of the pod sees the others' command lines and environments, reads their files
#   below /proc and may signal them.
# related_resources:
#   - https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
# custom:
#   id: SLIP-POD-023
#   severity: low
#   controls: []
#   remediation: Remove `shareProcessNamespace`; look into a running container with an ephemeral one that targets it.
#   kinds: [pod]
package slipway.rules.pods.shared_processes

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(pod.at, ["shareProcessNamespace"])} if {
	some pod in pods.all
	value := object.get(pod.spec, "shareProcessNamespace", null)
	not value in {null, false}
	message := sprintf("the pod has shareProcessNamespace: %s", [pods.shown(value)])
}
