# METADATA
# title: Roles name their API groups
# description: >-
#   In the group `*` a resource's name means every API that ever uses that name, also one that is installed tomorrow.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   id: SLIP-RBAC-003
#   severity: medium
#   controls: [cis-eks/4.1.3, cis-k8s/5.1.3, nsa/rbac, CKV_K8S_49]
#   remediation: >-
#     Name the group of each resource; the core group is `""`.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.wildcard_groups

import data.slipway.lib.objects
import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "apiGroups"]} if {
	some number, given in rbac.rules
	"*" in objects.texts(given.apiGroups)
	message := sprintf(
		"%s allows %s of every API group",
		[objects.described(input), objects.listed(objects.texts(object.get(given, "resources", [])))],
	)
}
