# METADATA
# title: A folder of the node is mounted read-only
# description: >-
#   Where a pod may have a folder of its node at all (an agent that reads logs), it mustn't change it: what it writes there, the
#   node may run.
# related_resources:
#   - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# custom:
#   id: SLIP-POD-032
#   severity: high
#   controls: [nsa/hostPath]
#   remediation: 'Set `readOnly: true` on the mount.'
#   kinds: [pod]
package slipway.rules.pods.writable_host_path

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["volumeMounts", number, "readOnly"])} if {
	some found in pods.containers
	some number, mount in object.get(found.container, "volumeMounts", [])
	object.get(mount, "readOnly", null) != true
	name := object.get(mount, "name", null)
	name in of_the_node(found.pod.spec)
	message := sprintf("%s may write the node's folder of volume %s", [found.title, pods.shown(name)])
}

of_the_node(spec) := {volume.name | some volume in spec.volumes; object.get(volume, "hostPath", null) != null}
