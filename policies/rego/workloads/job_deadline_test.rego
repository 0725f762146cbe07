package slipway.rules.workloads.job_deadline_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.job_deadline

job(fields) := {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "reindex"}, "spec": fields}

cron(fields) := object.union(fixtures.cron_job({}), {"spec": {"jobTemplate": {"spec": fields}}})

test_denies_no_deadline if {
	every fields in [{}, {"activeDeadlineSeconds": null}, {"activeDeadlineSeconds": 0}] {
		job_deadline.deny == {{
			"msg": `Job "reindex" may run for good`,
			"path": ["spec", "activeDeadlineSeconds"],
		}} with input as job(fields)
		job_deadline.deny == {{
			"msg": `CronJob "cart" may run for good`,
			"path": ["spec", "jobTemplate", "spec", "activeDeadlineSeconds"],
		}} with input as cron(fields)
	}
}

test_allows_one_and_other_groups if {
	every document in [job({"activeDeadlineSeconds": 1}), cron({"activeDeadlineSeconds": 60}), object.union(job({}), {"apiVersion": "batch.volcano.sh/v1"})] {
		job_deadline.deny == set() with input as document
	}
}
