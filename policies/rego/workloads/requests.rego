# METADATA
# title: Every container requests CPU and memory
# description: >-
#   The scheduler places pods by their requests. One without them is put on a node that is full already and is the first to be
#   evicted; autoscalers don't see it at all.
# related_resources:
#   - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   id: SLIP-WORKLOAD-003
#   severity: medium
#   controls: [workload/resourceRequests, nsa/resourcePolicies, CKV_K8S_10, CKV_K8S_12]
#   remediation: Set `resources.requests` to what the container uses on an ordinary day; a limit alone stands in for it.
#   kinds: [pod]
package slipway.rules.workloads.requests

import data.slipway.lib.pods
import data.slipway.lib.resources

words := {"cpu": "CPU", "memory": "memory"}

deny contains {"msg": message, "path": array.concat(found.path, ["resources", "requests", resource])} if {
	some found in pods.planned
	some resource, word in words
	not resources.request(found, resource)
	message := sprintf("%s requests no %s", [found.title, word])
}
