# METADATA
# title: Roles name their verbs
# description: >-
#   A role with the verb `*` allows what nobody thought of when it was written: deletion, impersonation, and each verb
#   that a later version adds.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   id: SLIP-RBAC-001
#   severity: high
#   controls: [rbac/wildcardVerbs, cis-eks/4.1.3, cis-k8s/5.1.3, nsa/rbac, CKV_K8S_49]
#   remediation: >-
#     Name the verbs that are needed, e.g. `[get, list, watch]`.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.wildcard_verbs

import data.slipway.lib.objects
import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "verbs"]} if {
	some number, given in rbac.rules
	"*" in objects.texts(given.verbs)
	message := sprintf("%s allows every verb on %s", [objects.described(input), reached(given)])
}

reached(given) := objects.listed(array.concat(
	objects.texts(object.get(given, "resources", [])),
	objects.texts(object.get(given, "nonResourceURLs", [])),
))
