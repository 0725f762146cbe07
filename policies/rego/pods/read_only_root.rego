# METADATA
# title: The root file system is read-only
# description: >-
#   Whoever gets into a container can't leave programs behind or change those of the image, and what a program writes by mistake
#   shows at once.
# related_resources:
#   - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   id: SLIP-POD-021
#   severity: low
#   controls: [workload/readOnlyRootFilesystem, nsa/immutableFileSystem, CKV_K8S_22]
#   remediation: 'Set `readOnlyRootFilesystem: true`, and mount an emptyDir where the program must write.'
#   kinds: [pod]
package slipway.rules.pods.read_only_root

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "readOnlyRootFilesystem"])} if {
	some found in pods.containers
	not found.pod.windows
	object.get(found.context, "readOnlyRootFilesystem", null) != true
	message := sprintf("%s may write its root file system", [found.title])
}
