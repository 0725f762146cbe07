# METADATA
# title: Containers can't gain privileges
# description: >-
#   Unless a container forbids it, a program with the set-user-id bit or file capabilities gives its caller more rights than
#   the container began with. The default is to allow it.
# related_resources:
#   - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   id: SLIP-POD-006
#   severity: high
#   controls:
#     - pss/restricted/privilegeEscalation
#     - cis-eks/4.2.5
#     - cis-k8s/5.2.6
#     - cis-k8s/5.6.3
#     - nsa/privilegeEscalation
#     - CKV_K8S_20
#     - CKV_K8S_29
#     - CKV_K8S_30
#   remediation: Set `allowPrivilegeEscalation` to false in the securityContext of each container; a pod has no such field.
#   kinds: [pod]
package slipway.rules.pods.privilege_escalation

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "allowPrivilegeEscalation"])} if {
	some found in pods.containers
	not found.pod.windows
	value := object.get(found.context, "allowPrivilegeEscalation", null)
	value != false
	message := sprintf("%s has allowPrivilegeEscalation: %s", [found.title, said(value)])
}

said(null) := "true by default"

said(value) := pods.shown(value) if value != null
