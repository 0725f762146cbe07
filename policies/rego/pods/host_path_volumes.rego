# METADATA
# title: No volume is a folder of the node
# description: >-
#   A folder of the node in a pod is a way to the kubelet's credentials, other pods' secrets and the runtime's socket, and it
#   ties the pod's data to one machine.
# related_resources:
#   - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# custom:
#   id: SLIP-POD-003
#   severity: high
#   controls: [pss/baseline/hostPathVolumes, pss/restricted/volumeTypes, cis-k8s/5.2.11, nsa/hostPath]
#   remediation: Take an emptyDir, a PersistentVolumeClaim, or a CSI driver's volume in place of `hostPath`.
#   kinds: [pod]
package slipway.rules.pods.host_path_volumes

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["hostPath"])} if {
	some found in pods.volumes
	source := object.get(found.volume, "hostPath", null)
	source != null
	message := sprintf("%s is %s of the node", [found.title, place(source)])
}

place(source) := pods.shown(source.path) if is_string(source.path)

else := "a folder"
