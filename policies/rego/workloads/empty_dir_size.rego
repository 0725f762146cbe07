# METADATA
# title: Scratch volumes have a size limit
# description: >-
#   An emptyDir without one may fill its node's disk, and the kubelet then evicts pods until there is room.
# related_resources:
#   - https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
# custom:
#   id: SLIP-WORKLOAD-031
#   severity: notice
#   controls: [nsa/resourcePolicies]
#   remediation: Set `sizeLimit`; a pod that writes more is evicted alone.
#   kinds: [pod]
package slipway.rules.workloads.empty_dir_size

import data.slipway.lib.pods
import data.slipway.lib.resources

deny contains {"msg": message, "path": array.concat(found.path, ["emptyDir", "sizeLimit"])} if {
	some found in pods.volumes
	directory := object.get(found.volume, "emptyDir", null)
	object.get(directory, "medium", null) != "Memory"
	not limited(directory)
	message := sprintf("%s has no size limit", [found.title])
}

limited(directory) if resources.amount(directory.sizeLimit) > 0
