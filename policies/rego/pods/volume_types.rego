# METADATA
# title: Volumes are of a kind that the cluster provides
# description: >-
#   Sources that a manifest fills in itself (nfs, iscsi, cephfs, gitRepo, …) let it mount what its author names, with
#   drivers that run as root on the node.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-019
#   severity: medium
#   controls: [pss/restricted/volumeTypes]
#   remediation: Take a PersistentVolumeClaim or a CSI driver's ephemeral volume in its place.
#   kinds: [pod]
package slipway.rules.pods.volume_types

import data.slipway.lib.pods

allowed := {
	"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret",
}

# A folder of the node is `host_path_volumes`' to say.
deny contains {"msg": message, "path": array.concat(found.path, [source])} if {
	some found in pods.volumes
	some source, value in found.volume
	value != null
	not source in (allowed | {"name", "hostPath"})
	message := sprintf("%s is of the kind %s", [found.title, source])
}
