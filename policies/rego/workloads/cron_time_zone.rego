# METADATA
# title: A CronJob's time zone has its own field
# description: The API server refuses `TZ=` or `CRON_TZ=` in a schedule; earlier versions ignored or obeyed it, each differently.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#unsupported-timezone-specification
# custom:
#   id: SLIP-WORKLOAD-028
#   severity: medium
#   controls: []
#   remediation: Write the zone as `timeZone` ("Etc/UTC").
#   kinds: [CronJob]
package slipway.rules.workloads.cron_time_zone

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "schedule"]} if {
	objects.of_kind(input, "batch", "CronJob")
	schedule := input.spec.schedule
	contains(schedule, "TZ=")
	message := sprintf("%s has a time zone in its schedule %q", [objects.described(input), schedule])
}
