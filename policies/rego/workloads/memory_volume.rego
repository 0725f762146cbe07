# METADATA
# title: Volumes in memory have a size limit
# description: >-
#   What is written to a volume of the medium Memory counts against the memory of the container that wrote it; without a limit it
#   may fill half of the node's.
# related_resources:
#   - https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
# custom:
#   id: SLIP-WORKLOAD-032
#   severity: low
#   controls: [nsa/resourcePolicies]
#   remediation: Set `sizeLimit`, and count it into the container's memory limit.
#   kinds: [pod]
package slipway.rules.workloads.memory_volume

import data.slipway.lib.pods
import data.slipway.lib.resources

deny contains {"msg": message, "path": array.concat(found.path, ["emptyDir", "sizeLimit"])} if {
	some found in pods.volumes
	found.volume.emptyDir.medium == "Memory"
	not limited(found.volume.emptyDir)
	message := sprintf("%s is in memory and has no size limit", [found.title])
}

limited(directory) if resources.amount(directory.sizeLimit) > 0
