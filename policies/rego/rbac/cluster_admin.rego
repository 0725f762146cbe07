# METADATA
# title: Nobody is bound to cluster-admin
# description: >-
#   cluster-admin may do everything to everything; bound in a namespace it still reads all secrets there and hands out
#   its rights.
# related_resources:
#   - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# custom:
#   id: SLIP-RBAC-014
#   severity: critical
#   controls: [rbac/clusterAdminBinding, cis-eks/4.1.1, cis-k8s/5.1.1, nsa/rbac]
#   remediation: >-
#     Write a role with the rights that are needed; use `view`, `edit` or `admin` in a namespace for people.
#   kinds: [RoleBinding, ClusterRoleBinding]
package slipway.rules.rbac.cluster_admin

import data.slipway.lib.objects
import data.slipway.lib.rbac

# A namespace's own Role of that name is taken for the real one by whoever reads the binding, and mostly is as strong.
deny contains {"msg": message, "path": ["roleRef", "name"]} if {
	objects.of_group(input, rbac.group)
	input.roleRef.name == "cluster-admin"
	message := sprintf("%s gives cluster-admin to %s", [objects.described(input), bound])
}

bound := objects.listed({subject.name | some subject in rbac.subjects}) if count(rbac.subjects) > 0

bound := "nobody yet" if count(rbac.subjects) == 0
