# METADATA
# title: A pod that wants cores of its own asks for them as the kubelet gives them
# description: >-
#   The kubelet gives whole cores only to containers whose CPU request is a whole number, in a pod of the class Guaranteed: all
#   limits set, all requests equal to them. Any other pod runs in the low-latency pool on the cores that are left for all.
#   A pod wants it if it chooses a pool of `pinnedPools` by nodeSelector, affinity or toleration of `slipway.dev/pool`, or has the
#   annotation `slipway.dev/pinned-cpus: "true"`.
# related_resources:
#   - https://kubernetes.io/docs/tasks/administer-cluster/cpu-management-policies/
# custom:
#   id: SLIP-WORKLOAD-006
#   severity: high
#   controls: []
#   remediation: Set a whole number of CPUs, and requests equal to limits for CPU and memory in every container of the pod.
#   kinds: [pod]
package slipway.rules.workloads.pinned_cpus

import data.slipway.lib.pods
import data.slipway.lib.resources
import data.slipway.lib.settings

label := "slipway.dev/pool"

# Guaranteed is a matter of every container of the pod; what the pod-level resources say stands in for all.
deny contains {"msg": message, "path": array.concat(found.path, ["resources", "limits", resource])} if {
	some found in pods.planned
	wanted(found.pod)
	some resource in ["cpu", "memory"]
	not guaranteed(found, resource)
	message := sprintf("%s wants cores of its own, but its %s limit isn't set and equal to its request", [found.title, resource])
}

deny contains {"msg": message, "path": array.concat(found.path, ["resources", "limits", "cpu"])} if {
	some found in pods.lasting
	wanted(found.pod)
	cpus := resources.limit(found, "cpu")
	amount := resources.amount(cpus)
	floor(amount) > 0
	floor(amount) != amount
	message := sprintf("%s wants cores of its own, but %v CPUs are no whole number", [found.title, cpus])
}

deny contains {"msg": "the pod wants cores of its own, but none of its containers asks for a whole one", "path": array.concat(pod.at, ["containers"])} if {
	some pod in pods.all
	wanted(pod)
	shares := [amount | some found in pods.lasting; found.pod == pod; amount := resources.amount(resources.limit(found, "cpu"))]
	max(shares) < 1
}

guaranteed(found, resource) if {
	resources.amount(resources.limit(found, resource)) == resources.amount(resources.request(found, resource))
}

wanted(pod) if pod.annotations["slipway.dev/pinned-cpus"] == "true"

wanted(pod) if pod.spec.nodeSelector[label] in settings.pinned_pools

wanted(pod) if {
	some toleration in pod.spec.tolerations
	toleration.key == label
	toleration.value in settings.pinned_pools
}

wanted(pod) if {
	some term in pod.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms
	some expression in term.matchExpressions
	expression.key == label
	expression.operator == "In"
	some pool in expression.values
	pool in settings.pinned_pools
}
