# METADATA
# title: Containers have a CPU limit
# description: >-
#   Without one a busy container takes what its neighbours leave, which is often what one wants; with one it is held back even on
#   an idle node. Standards ask for it, so this is said and never fails.
# related_resources:
#   - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   id: SLIP-WORKLOAD-002
#   severity: notice
#   controls: [nsa/resourcePolicies, CKV_K8S_11]
#   remediation: Set `resources.limits.cpu`, or trust to requests alone, by which CPU is shared out when it is short.
#   kinds: [pod]
package slipway.rules.workloads.cpu_limit

import data.slipway.lib.pods
import data.slipway.lib.resources

deny contains {"msg": message, "path": array.concat(found.path, ["resources", "limits", "cpu"])} if {
	some found in pods.planned
	not resources.limit(found, "cpu")
	message := sprintf("%s has no CPU limit", [found.title])
}
