package slipway.rules.workloads.cron_history_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.cron_history

cron(fields) := object.union(fixtures.cron_job({}), {"spec": fields})

test_denies_no_history_of_failures if {
	cron_history.deny == {{
		"msg": `CronJob "cart" keeps no run that failed`,
		"path": ["spec", "failedJobsHistoryLimit"],
	}} with input as cron({"failedJobsHistoryLimit": 0})
}

test_allows_some_and_the_default if {
	every fields in [{}, {"failedJobsHistoryLimit": 1}, {"failedJobsHistoryLimit": null}, {"successfulJobsHistoryLimit": 0}] {
		cron_history.deny == set() with input as cron(fields)
	}
}

test_asks_cron_jobs_only if {
	every other in [{"apiVersion": "example.org/v1"}, {"kind": "Other"}] {
		cron_history.deny == set() with input as object.union(cron({"failedJobsHistoryLimit": 0}), other)
	}
}
