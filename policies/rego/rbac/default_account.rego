# METADATA
# title: Default service accounts have no rights
# description: >-
#   Each pod that names no account runs as `default`; a right of that account is a right of every pod of the namespace.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
# custom:
#   id: SLIP-RBAC-018
#   severity: medium
#   controls: [cis-eks/4.1.5, cis-k8s/5.1.5, nsa/rbac, CKV_K8S_42]
#   remediation: >-
#     Make a service account for the workload, name it in the pod and bind that.
#   kinds: [RoleBinding, ClusterRoleBinding]
package slipway.rules.rbac.default_account

import data.slipway.lib.objects
import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["subjects", number, "name"]} if {
	some number, subject in rbac.subjects
	is_default(subject)
	message := sprintf("%s gives rights to the default account (%s)", [objects.described(input), subject.name])
}

is_default(subject) if {
	subject.kind == "ServiceAccount"
	subject.name == "default"
}

is_default(subject) if regex.match(`^system:serviceaccount:[^:]+:default$`, subject.name)
