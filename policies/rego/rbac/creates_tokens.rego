# METADATA
# title: No role makes tokens of service accounts
# description: >-
#   Whoever creates `serviceaccounts/token` gets a token of any account of the namespace, and with it its rights.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request
# custom:
#   id: SLIP-RBAC-013
#   severity: high
#   controls: [cis-eks/4.1.12, cis-k8s/5.1.13, nsa/privilegedRights]
#   remediation: >-
#     Let pods get their own token (projected volume); name the one account in resourceNames where a program must ask.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.creates_tokens

import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "resources"]} if {
	some number, given in rbac.rules
	not rbac.named(given)
	power := rbac.power(given, "", {"serviceaccounts/token"}, {"create"})
	message := rbac.message(power, "it becomes any service account in reach")
}
