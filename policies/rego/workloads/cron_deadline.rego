# METADATA
# title: A CronJob's starting deadline can be met
# description: >-
#   The controller looks every ten seconds, so a run with less time than that may never start. Without a deadline, a hundred
#   missed runs (a long outage) stop the CronJob for good.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
# custom:
#   id: SLIP-WORKLOAD-026
#   severity: low
#   controls: []
#   remediation: Set `startingDeadlineSeconds` to some minutes, less than the schedule's interval.
#   kinds: [CronJob]
package slipway.rules.workloads.cron_deadline

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "startingDeadlineSeconds"]} if {
	objects.of_kind(input, "batch", "CronJob")
	seconds := object.get(input, ["spec", "startingDeadlineSeconds"], null)
	seconds != null
	not enough(seconds)
	message := sprintf("%s must start within %s seconds, which it can't", [objects.described(input), json.marshal(seconds)])
}

enough(seconds) if {
	is_number(seconds)
	seconds >= 10
}
