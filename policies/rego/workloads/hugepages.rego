# METADATA
# title: Hugepages are asked for as the kubelet can give them
# description: >-
#   Hugepages can't be shared out twice: their limit must equal the request, be whole pages, and come with CPU or memory, or the
#   API server refuses the pod.
# related_resources:
#   - https://kubernetes.io/docs/tasks/manage-hugepages/scheduling-hugepages/
# custom:
#   id: SLIP-WORKLOAD-005
#   severity: high
#   controls: []
#   remediation: Give the limit and the request of `hugepages-2Mi` (or 1Gi) the same multiple of the page, beside CPU and memory.
#   kinds: [pod]
package slipway.rules.workloads.hugepages

import data.slipway.lib.pods
import data.slipway.lib.resources

asked(found) := {resource |
	some field in ["requests", "limits"]
	some resource, _ in found.container.resources[field]
	startswith(resource, "hugepages-")
}

deny contains {"msg": message, "path": array.concat(found.path, ["resources", "limits", resource])} if {
	some found in pods.containers
	some resource in asked(found)
	limit := object.get(found.container, ["resources", "limits", resource], null)
	request := object.get(found.container, ["resources", "requests", resource], limit)
	not same(limit, request)
	message := sprintf("%s requests %s of %s with a limit of %s", [found.title, pods.shown(request), resource, pods.shown(limit)])
}

deny contains {"msg": message, "path": array.concat(found.path, ["resources", "limits", resource])} if {
	some found in pods.containers
	some resource in asked(found)
	limit := object.get(found.container, ["resources", "limits", resource], null)
	page := resources.amount(trim_prefix(resource, "hugepages-"))
	resources.amount(limit) / page != floor(resources.amount(limit) / page)
	message := sprintf("%s has a limit of %s for %s, which is no number of whole pages", [found.title, pods.shown(limit), resource])
}

deny contains {"msg": message, "path": array.concat(found.path, ["resources", "limits"])} if {
	some found in pods.containers
	count(asked(found)) > 0
	not resources.request(found, "cpu")
	not resources.request(found, "memory")
	message := sprintf("%s asks for hugepages with neither CPU nor memory", [found.title])
}

same(limit, request) if resources.amount(limit) == resources.amount(request)
