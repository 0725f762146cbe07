# METADATA
# title: No role may raise its own rights
# description: >-
#   With `escalate` one writes rights into a role that one doesn't have, with `bind` one gives oneself any role; either
#   is as good as cluster-admin.
# related_resources:
#   - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
# custom:
#   id: SLIP-RBAC-004
#   severity: critical
#   controls: [rbac/escalation, cis-eks/4.1.8, cis-k8s/5.1.8, nsa/privilegedRights, CKV_K8S_157, CKV_K8S_158, CKV2_K8S_1]
#   remediation: >-
#     Take the verbs away. An operator that hands out roles gets `bind` in a role of its own, narrowed by resourceNames,
#     and a waiver that says why.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.escalation

import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "verbs"]} if {
	some number, given in rbac.rules
	power := rbac.power(given, rbac.group, roles, {"bind", "escalate", "impersonate"})
	message := rbac.message(power, "whoever has it can give himself every right")
}

# Checkov (CKV_K8S_157) asks for `bind` on bindings, though the API server asks it of the role that is bound.
roles := {"roles", "clusterroles", "rolebindings", "clusterrolebindings"}
