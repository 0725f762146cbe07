# METADATA
# title: Roles don't read secrets
# description: >-
#   Secrets hold service-account tokens and passwords; `list` and `watch` give their contents as `get` does, so whoever
#   reads them has the rights of what they open.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   id: SLIP-RBAC-006
#   severity: high
#   controls: [rbac/secretsAccess, cis-eks/4.1.2, cis-k8s/5.1.2, nsa/privilegedRights, CKV2_K8S_5]
#   remediation: >-
#     Mount the one secret that is needed into the pod, or name it in resourceNames with the verb `get`.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.secrets_access

import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "verbs"]} if {
	some number, given in rbac.rules
	not rbac.named(given)
	power := rbac.power(given, "", {"secrets"}, {"get", "list", "watch"})
	message := rbac.message(power, "it reads every secret in reach")
}
