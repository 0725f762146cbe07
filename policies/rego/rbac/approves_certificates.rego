# METADATA
# title: No role approves certificate requests
# description: >-
#   Whoever approves or signs certificate requests makes himself a certificate of any user, a node or `system:masters`
#   too.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing
# custom:
#   id: SLIP-RBAC-011
#   severity: critical
#   controls: [cis-k8s/5.1.11, nsa/privilegedRights, CKV_K8S_156]
#   remediation: >-
#     Leave approval to the controllers that Kubernetes brings; take the rule away.
#   kinds: [ClusterRole]
package slipway.rules.rbac.approves_certificates

import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "verbs"]} if {
	some number, given in rbac.rules
	some right in rights
	power := rbac.power(given, "certificates.k8s.io", right.resources, right.verbs)
	message := rbac.message(power, "it issues certificates of any user")
}

rights := [
	{"resources": {"certificatesigningrequests/approval", "certificatesigningrequests/status"}, "verbs": {"update", "patch"}},
	{"resources": {"signers"}, "verbs": {"approve", "sign"}},
]
