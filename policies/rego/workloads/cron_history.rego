# METADATA
# title: A CronJob keeps the runs that failed
# description: With a history of 0 a failed run and its log are gone before anyone can look.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits
# custom:
#   id: SLIP-WORKLOAD-027
#   severity: low
#   controls: []
#   remediation: Leave `failedJobsHistoryLimit` out (1), or keep more.
#   kinds: [CronJob]
package slipway.rules.workloads.cron_history

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "failedJobsHistoryLimit"]} if {
	objects.of_kind(input, "batch", "CronJob")
	object.get(input, ["spec", "failedJobsHistoryLimit"], null) == 0
	message := sprintf("%s keeps no run that failed", [objects.described(input)])
}
