# METADATA
# title: No persistent volume is a folder of a node
# description: >-
#   A volume of type hostPath is the node's own file system; whoever claims it reads and writes there, past every pod
#   security rule on volumes.
# related_resources:
#   - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# custom:
#   id: SLIP-STORAGE-001
#   severity: high
#   controls: [nsa/hostPath]
#   remediation: >-
#     Use a CSI driver's volume (EBS, EFS); for a disk of the node use `local` with a node affinity on a path made for
#     it.
#   kinds: [PersistentVolume]
package slipway.rules.storage.host_path

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "hostPath"]} if {
	objects.of_group(input, "")
	volume := object.get(input, ["spec", "hostPath"], null)
	volume != null
	message := sprintf("%s is the folder %v of a node", [
		objects.described(input),
		object.get(objects.mapping(volume), "path", volume),
	])
}
