# METADATA
# title: Pods of one workload are spread over zones or nodes
# description: >-
#   The scheduler's own spreading is a wish that a full cluster overrules; two pods on one node go down together.
# related_resources:
#   - https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
# custom:
#   id: SLIP-WORKLOAD-013
#   severity: notice
#   controls: []
#   remediation: Add `topologySpreadConstraints` over topology.kubernetes.io/zone and kubernetes.io/hostname.
#   kinds: [CloneSet, Deployment, Rollout, StatefulSet]
package slipway.rules.workloads.topology_spread

import data.slipway.lib.objects
import data.slipway.lib.pods
import data.slipway.lib.workloads

deny contains {"msg": message, "path": array.concat(pod.at, ["topologySpreadConstraints"])} if {
	workloads.replicas > 1
	some pod in pods.all
	not spread(pod.spec)
	message := sprintf("%s doesn't say how its %v pods are spread", [objects.described(input), workloads.replicas])
}

spread(spec) if count(spec.topologySpreadConstraints) > 0

spread(spec) if {
	some strength in ["requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"]
	count(spec.affinity.podAntiAffinity[strength]) > 0
}
