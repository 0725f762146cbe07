# METADATA
# title: The service account's token is mounted only where it is asked for
# description: >-
#   A token in a pod that never calls the API server helps nobody but an intruder. The default is to mount it.
# related_resources:
#   - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
# custom:
#   id: SLIP-POD-024
#   severity: low
#   controls: [workload/automountToken, cis-eks/4.1.6, cis-k8s/5.1.6, nsa/serviceAccountTokens, CKV_K8S_38]
#   remediation: >-
#     Set `automountServiceAccountToken: false` in the pod; one that does call the API server mounts a projected token with a
#     short life where it reads it.
#   kinds: [pod]
package slipway.rules.pods.account_token

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(pod.at, ["automountServiceAccountToken"])} if {
	some pod in pods.all
	value := object.get(pod.spec, "automountServiceAccountToken", null)
	value != false
	message := sprintf("the pod has automountServiceAccountToken: %s", [said(value)])
}

said(null) := "true by default"

said(value) := pods.shown(value) if value != null
