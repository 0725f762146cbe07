# METADATA
# title: Roles name their resources
# description: >-
#   A role over the resource `*` reaches secrets, roles and every custom resource that is installed later.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   id: SLIP-RBAC-002
#   severity: high
#   controls: [rbac/wildcardResources, cis-eks/4.1.3, cis-k8s/5.1.3, nsa/rbac, CKV_K8S_49]
#   remediation: >-
#     Name the resources that are needed.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.wildcard_resources

import data.slipway.lib.objects
import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "resources"]} if {
	some number, given in rbac.rules
	wild := {resource | some resource in objects.texts(given.resources); contains(resource, "*")}
	count(wild) > 0
	message := sprintf(
		"%s allows %s on every resource (%s)",
		[objects.described(input), objects.listed(objects.texts(object.get(given, "verbs", []))), objects.listed(wild)],
	)
}
