# METADATA
# title: Nothing lives in the namespace default
# description: >-
#   It belongs to nobody: no team's quota, no network policy, no Pod Security level, and every forgotten `-n` ends there.
# related_resources:
#   - https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
# custom:
#   id: SLIP-WORKLOAD-010
#   severity: low
#   controls: [workload/defaultNamespace, cis-eks/4.5.2, cis-k8s/5.6.4, nsa/namespaces, CKV_K8S_21]
#   remediation: Name the team's namespace in `metadata.namespace`.
#   kinds: ["*"]
package slipway.rules.workloads.default_namespace

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["metadata", "namespace"]} if {
	object.get(input, ["metadata", "namespace"], null) == "default"
	message := sprintf("%s is put into the namespace default", [objects.described(input)])
}
