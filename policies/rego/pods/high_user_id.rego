# METADATA
# title: Containers run as a user that the node doesn't have
# description: >-
#   A low number is a user of the node too: out of its container the process owns that user's files and processes. Numbers from
#   10000 up are nobody's.
# related_resources:
#   - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   id: SLIP-POD-031
#   severity: notice
#   controls: [CKV_K8S_40]
#   remediation: Set `runAsUser` to 10000 or more in the pod's securityContext.
#   kinds: [pod]
package slipway.rules.pods.high_user_id

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "runAsUser"])} if {
	some found in pods.planned
	not found.pod.user_namespace
	not found.pod.windows
	user := effective(found)
	not high(user)
	message := sprintf("%s runs as the user %s", [found.title, said(user)])
}

effective(found) := user if {
	user := object.get(found.context, "runAsUser", null)
	user != null
}

else := object.get(found.pod.spec, ["securityContext", "runAsUser"], null)

high(user) if {
	is_number(user)
	user >= 10000
}

said(null) := "of its image"

said(user) := pods.shown(user) if user != null
