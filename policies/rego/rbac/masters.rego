# METADATA
# title: Nobody is bound as system:masters
# description: >-
#   Members of `system:masters` pass every check, and no binding, webhook or policy takes it from them; whoever uses the
#   group can't be held back any more.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   id: SLIP-RBAC-017
#   severity: critical
#   controls: [cis-k8s/5.1.7, nsa/rbac]
#   remediation: >-
#     Bind a group of your own to a role with the rights that are needed.
#   kinds: [RoleBinding, ClusterRoleBinding]
package slipway.rules.rbac.masters

import data.slipway.lib.objects
import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["subjects", number, "name"]} if {
	some number, subject in rbac.subjects
	subject.name == "system:masters"
	message := sprintf("%s counts on system:masters", [objects.described(input)])
}
