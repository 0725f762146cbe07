# METADATA
# title: A Job ends, whatever happens
# description: >-
#   A Job without a deadline that hangs holds its requests for good, and a CronJob with `Forbid` never runs again.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup
# custom:
#   id: SLIP-WORKLOAD-029
#   severity: notice
#   controls: []
#   remediation: Set `activeDeadlineSeconds` to a few times of what a run takes.
#   kinds: [CronJob, Job]
package slipway.rules.workloads.job_deadline

import data.slipway.lib.objects

where := {"CronJob": ["spec", "jobTemplate", "spec"], "Job": ["spec"]}[input.kind]

deny contains {"msg": message, "path": array.concat(where, ["activeDeadlineSeconds"])} if {
	objects.of_group(input, "batch")
	not ends(object.get(input, array.concat(where, ["activeDeadlineSeconds"]), null))
	message := sprintf("%s may run for good", [objects.described(input)])
}

ends(seconds) if seconds > 0
