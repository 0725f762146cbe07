# METADATA
# title: No role changes admission
# description: >-
#   A webhook or an admission policy sees and rewrites every object, secrets too; whoever changes one reads them all or
#   switches the gate off.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
# custom:
#   id: SLIP-RBAC-012
#   severity: critical
#   controls: [cis-eks/4.1.11, cis-k8s/5.1.12, nsa/privilegedRights, CKV_K8S_155]
#   remediation: >-
#     Take the verbs away; an operator that renews its own webhook's certificate names it in resourceNames and only
#     patches.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.writes_webhooks

import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "verbs"]} if {
	some number, given in rbac.rules
	not narrowed(given)
	power := rbac.power(given, "admissionregistration.k8s.io", doors, {"create", "update", "patch", "delete"})
	message := rbac.message(power, "it sees and rewrites every object, or lets anything in")
}

# A `create` can't be narrowed by name: the name isn't known when it is authorized.
narrowed(given) if {
	rbac.named(given)
	not rbac.power(given, "admissionregistration.k8s.io", doors, {"create"})
}

doors := {
	"mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "mutatingwebhookconfigurations",
	"validatingadmissionpolicies", "validatingadmissionpolicybindings", "validatingwebhookconfigurations",
}
