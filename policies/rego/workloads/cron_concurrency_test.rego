package slipway.rules.workloads.cron_concurrency_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.cron_concurrency

cron(fields) := object.union(fixtures.cron_job({}), {"spec": fields})

test_denies_runs_side_by_side if {
	every fields in [{}, {"concurrencyPolicy": "Allow"}, {"concurrencyPolicy": null}] {
		cron_concurrency.deny == {{
			"msg": `CronJob "cart" may run several times at once`,
			"path": ["spec", "concurrencyPolicy"],
		}} with input as cron(fields)
	}
}

test_allows_one_run_at_a_time_and_other_groups if {
	every policy in ["Forbid", "Replace"] {
		cron_concurrency.deny == set() with input as cron({"concurrencyPolicy": policy})
	}
	cron_concurrency.deny == set() with input as object.union(cron({}), {"apiVersion": "example.org/v1"})
}
