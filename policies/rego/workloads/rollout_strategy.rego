# METADATA
# title: A rollout leaves some pods running
# description: >-
#   `Recreate`, or a maxUnavailable of 100%, ends every pod before the first new one starts: each release is an outage, and a bad
#   one a long one.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
# custom:
#   id: SLIP-WORKLOAD-023
#   severity: low
#   controls: []
#   remediation: Take RollingUpdate with a small maxUnavailable. With one pod, whose volume only one may hold, Recreate is right.
#   kinds: [DaemonSet, Deployment]
package slipway.rules.workloads.rollout_strategy

import data.slipway.lib.amounts
import data.slipway.lib.objects
import data.slipway.lib.workloads

field := {"DaemonSet": "updateStrategy", "Deployment": "strategy"}[input.kind]

deny contains {"msg": message, "path": ["spec", "strategy", "type"]} if {
	input.spec.strategy.type == "Recreate"
	workloads.replicas > 1
	message := sprintf("%s ends all of its %v pods before it starts one", [objects.described(input), workloads.replicas])
}

deny contains {"msg": message, "path": ["spec", field, "rollingUpdate", "maxUnavailable"]} if {
	value := input.spec[field].rollingUpdate.maxUnavailable
	all_of_them(value)
	message := sprintf("%s may have all of its pods away: maxUnavailable is %v", [objects.described(input), value])
}

all_of_them(value) if amounts.percent(value) >= 100

all_of_them(value) if {
	workloads.replicas > 1
	amounts.whole(value) >= workloads.replicas
}
