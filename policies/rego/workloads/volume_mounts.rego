# METADATA
# title: What is mounted is a volume of the pod
# description: The API server refuses a container that mounts a volume which the pod doesn't have.
# related_resources:
#   - https://kubernetes.io/docs/concepts/storage/volumes/
# custom:
#   id: SLIP-WORKLOAD-020
#   severity: high
#   controls: []
#   remediation: Add the volume to `volumes` (or `volumeClaimTemplates`), or mend the name.
#   kinds: [pod]
package slipway.rules.workloads.volume_mounts

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, [field, number, "name"])} if {
	some found in pods.containers
	some field in ["volumeMounts", "volumeDevices"]
	some number, mount in object.get(found.container, field, [])
	name := object.get(mount, "name", null)
	not name in volumes(found.pod.spec)
	message := sprintf("%s mounts %s, which is no volume of the pod", [found.title, pods.shown(name)])
}

volumes(spec) := {volume.name | some volume in spec.volumes} | claims

claims := {claim.metadata.name | some claim in input.spec.volumeClaimTemplates}
