# METADATA
# title: No role creates persistent volumes
# description: >-
#   Whoever makes a PersistentVolume of type hostPath reads and writes the node's own files through it.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation
# custom:
#   id: SLIP-RBAC-010
#   severity: high
#   controls: [cis-eks/4.1.9, cis-k8s/5.1.9, nsa/privilegedRights]
#   remediation: >-
#     Let a StorageClass's provisioner make volumes; people ask for PersistentVolumeClaims.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.creates_volumes

import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "verbs"]} if {
	some number, given in rbac.rules
	power := rbac.power(given, "", {"persistentvolumes"}, {"create"})
	message := rbac.message(power, "a volume may be the node's own file system")
}
