# METADATA
# title: Pods have a service account of their own
# description: >-
#   Under the account `default` every pod of the namespace is the same to RBAC, to AWS' roles and to the mesh: what one may,
#   all may.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/service-accounts/
# custom:
#   id: SLIP-POD-025
#   severity: low
#   controls: [workload/defaultServiceAccount, cis-eks/4.1.5, cis-eks/5.2.1, cis-k8s/5.1.5, nsa/serviceAccountTokens]
#   remediation: Make a ServiceAccount for the workload and name it as `serviceAccountName`.
#   kinds: [pod]
package slipway.rules.pods.service_account

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(pod.at, ["serviceAccountName"])} if {
	some pod in pods.all
	not own(account(pod.spec))
	message := sprintf("the pod runs as the service account %s", [pods.shown(account(pod.spec))])
}

# The API server reads the deprecated field where the other is not set.
account(spec) := object.get(spec, "serviceAccount", "default") if object.get(spec, "serviceAccountName", null) in {null, ""}

else := object.get(spec, "serviceAccountName", null)

own(name) if {
	is_string(name)
	not name in {"", "default"}
}
