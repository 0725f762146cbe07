# METADATA
# title: Service accounts don't hand out their token unasked
# description: >-
#   A token that is mounted without being needed is what an intruder finds first; it speaks to the API server with the
#   account's rights.
# related_resources:
#   - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
# custom:
#   id: SLIP-RBAC-019
#   severity: low
#   controls: [workload/automountToken, cis-eks/4.1.6, cis-k8s/5.1.6, nsa/serviceAccountTokens, CKV_K8S_41]
#   remediation: >-
#     Set `automountServiceAccountToken: false` on the account, and `true` in the pod that calls the API server.
#   kinds: [ServiceAccount]
package slipway.rules.rbac.account_token

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["automountServiceAccountToken"]} if {
	objects.of_kind(input, "", "ServiceAccount")
	object.get(input, "automountServiceAccountToken", true) != false
	message := sprintf("%s mounts its token in every pod that doesn't refuse it", [objects.described(input)])
}
