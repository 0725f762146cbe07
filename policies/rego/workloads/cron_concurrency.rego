# METADATA
# title: A CronJob says what happens when it is still running
# description: >-
#   By default a run that is late is joined by the next, and the next, until the cluster is full of them.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy
# custom:
#   id: SLIP-WORKLOAD-025
#   severity: notice
#   controls: []
#   remediation: 'Set `concurrencyPolicy: Forbid`, or Replace.'
#   kinds: [CronJob]
package slipway.rules.workloads.cron_concurrency

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "concurrencyPolicy"]} if {
	objects.of_kind(input, "batch", "CronJob")
	not object.get(input, ["spec", "concurrencyPolicy"], null) in {"Forbid", "Replace"}
	message := sprintf("%s may run several times at once", [objects.described(input)])
}
