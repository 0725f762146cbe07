# METADATA
# title: Requests and limits are quantities that fit each other
# description: >-
#   The API server refuses a quantity that it can't read, one below zero, and a request above its limit; the rollout then stops
#   half-way.
# related_resources:
#   - https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
# custom:
#   id: SLIP-WORKLOAD-004
#   severity: high
#   controls: []
#   remediation: Write a number with one of m, k, M, G, T, Ki, Mi, Gi, Ti, and a request no higher than its limit.
#   kinds: [pod]
package slipway.rules.workloads.quantities

import data.slipway.lib.pods
import data.slipway.lib.resources

# Containers and, for pod-level resources, the pods themselves.
holders := array.concat(
	[{"resources": found.container.resources, "path": found.path, "title": found.title} | some found in pods.containers],
	[{"resources": pod.spec.resources, "path": pod.at, "title": "the pod"} | some pod in pods.all],
)

deny contains {"msg": message, "path": array.concat(holder.path, ["resources", field, resource])} if {
	some holder in holders
	some field in ["requests", "limits"]
	some resource, quantity in holder.resources[field]
	quantity != null
	not readable(quantity)
	message := sprintf("%s has %s of %s for %s, which is no quantity", [holder.title, field, pods.shown(quantity), resource])
}

deny contains {"msg": message, "path": array.concat(holder.path, ["resources", "requests", resource])} if {
	some holder in holders
	some resource, quantity in holder.resources.requests
	limit := holder.resources.limits[resource]
	resources.amount(quantity) > resources.amount(limit)
	message := sprintf("%s requests %v of %s, above its limit of %v", [holder.title, quantity, resource, limit])
}

readable(quantity) if resources.amount(quantity) >= 0
