# METADATA
# title: No role may act as somebody else
# description: >-
#   Whoever may impersonate users, groups or service accounts has the rights of any of them, and the audit log names the
#   wrong one.
# related_resources:
#   - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
# custom:
#   id: SLIP-RBAC-005
#   severity: critical
#   controls: [rbac/escalation, cis-eks/4.1.8, cis-k8s/5.1.8, nsa/privilegedRights, CKV2_K8S_3]
#   remediation: >-
#     Take the verb away, or narrow it with resourceNames to the one account that is meant and waive the rule.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.impersonation

import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "verbs"]} if {
	some number, given in rbac.rules
	some api_group in ["", "authentication.k8s.io"]
	power := rbac.power(given, api_group, identities, {"impersonate"})
	message := rbac.message(power, "whoever has it can act as anyone")
}

# Extra fields of a user are subresources of userextras, one a key.
identities := {"users", "groups", "serviceaccounts", "userextras", "userextras/scopes", "uids"}
