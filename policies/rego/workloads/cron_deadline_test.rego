package slipway.rules.workloads.cron_deadline_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.cron_deadline

cron(seconds) := object.union(fixtures.cron_job({}), {"spec": {"startingDeadlineSeconds": seconds}})

test_denies_a_deadline_that_can_not_be_met if {
	every seconds in [9, 0, "60"] {
		cron_deadline.deny == {{
			"msg": sprintf(`CronJob "cart" must start within %s seconds, which it can't`, [json.marshal(seconds)]),
			"path": ["spec", "startingDeadlineSeconds"],
		}} with input as cron(seconds)
	}
}

test_allows_enough_time_none_and_other_groups if {
	every document in [cron(10), cron(null), fixtures.cron_job({}), object.union(cron(1), {"apiVersion": "example.org/v1"}), object.union(cron(1), {"kind": "Job"})] {
		cron_deadline.deny == set() with input as document
	}
}
