# METADATA
# title: Every container has a seccomp profile
# description: >-
#   Kubernetes' default is none: unless the kubelet was told otherwise, a container may make every system call.
# related_resources:
#   - https://kubernetes.io/docs/tutorials/security/seccomp/
# custom:
#   id: SLIP-POD-010
#   severity: medium
#   controls: [pss/restricted/seccomp, cis-k8s/5.6.2, nsa/seccomp, CKV_K8S_31]
#   remediation: 'Set `seccompProfile: {type: RuntimeDefault}` in the securityContext of the pod.'
#   kinds: [pod]
package slipway.rules.pods.seccomp_required

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "seccompProfile"])} if {
	some found in pods.containers
	not found.pod.windows
	object.get(found.context, "seccompProfile", null) == null
	object.get(found.pod.spec, ["securityContext", "seccompProfile"], null) == null
	message := sprintf("%s has no seccomp profile, nor has the pod", [found.title])
}
