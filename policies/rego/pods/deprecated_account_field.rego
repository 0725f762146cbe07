# METADATA
# title: The service account is named by serviceAccountName
# description: >-
#   `serviceAccount` is the old name of the field. The API server copies each to the other, so a manifest with it never equals
#   the object in the cluster, and where the two differ only one counts.
# related_resources:
#   - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
# custom:
#   id: SLIP-POD-026
#   severity: notice
#   controls: []
#   remediation: Rename the field to `serviceAccountName`.
#   kinds: [pod]
package slipway.rules.pods.deprecated_account_field

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(pod.at, ["serviceAccount"])} if {
	some pod in pods.all
	value := object.get(pod.spec, "serviceAccount", null)
	value != null
	message := sprintf("the pod names its service account %s in the deprecated field serviceAccount", [pods.shown(value)])
}
