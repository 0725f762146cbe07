# METADATA
# title: Nobody unknown has rights
# description: >-
#   A right of `system:anonymous` or `system:unauthenticated` is a right of everyone who reaches the API server, without
#   a password.
# related_resources:
#   - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests
# custom:
#   id: SLIP-RBAC-015
#   severity: critical
#   controls: [rbac/anonymous, nsa/authentication]
#   remediation: >-
#     Bind a user, a group or a service account that has to prove who it is.
#   kinds: [RoleBinding, ClusterRoleBinding]
package slipway.rules.rbac.anonymous

import data.slipway.lib.objects
import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["subjects", number, "name"]} if {
	some number, subject in rbac.subjects
	subject.name in {"system:anonymous", "system:unauthenticated"}
	message := sprintf("%s gives rights to %s", [objects.described(input), subject.name])
}
