# METADATA
# title: Every container has a memory limit
# description: >-
#   A container without one takes all the memory of its node when it leaks, and the kernel then ends whichever process it
#   pleases, of other teams too.
# related_resources:
#   - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   id: SLIP-WORKLOAD-001
#   severity: medium
#   controls: [workload/resourceLimits, nsa/resourcePolicies, CKV_K8S_13]
#   remediation: Set `resources.limits.memory` for each container, or for the pod as a whole.
#   kinds: [pod]
package slipway.rules.workloads.memory_limit

import data.slipway.lib.pods
import data.slipway.lib.resources

deny contains {"msg": message, "path": array.concat(found.path, ["resources", "limits", "memory"])} if {
	some found in pods.planned
	not resources.limit(found, "memory")
	message := sprintf("%s has no memory limit", [found.title])
}
