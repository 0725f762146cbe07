# METADATA
# title: Not everyone who has a login has rights
# description: >-
#   The group `system:authenticated` is every user and every service account of every namespace, a stranger's pod too;
#   in some clouds anyone with an account there.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   id: SLIP-RBAC-016
#   severity: high
#   controls: [nsa/rbac]
#   remediation: >-
#     Bind the group or the service accounts that are meant; `system:serviceaccounts` is as wide.
#   kinds: [RoleBinding, ClusterRoleBinding]
package slipway.rules.rbac.authenticated

import data.slipway.lib.objects
import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["subjects", number, "name"]} if {
	some number, subject in rbac.subjects
	subject.name in {"system:authenticated", "system:serviceaccounts"}
	message := sprintf("%s gives rights to all of %s", [objects.described(input), subject.name])
}
