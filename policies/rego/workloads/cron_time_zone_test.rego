package slipway.rules.workloads.cron_time_zone_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.cron_time_zone

cron(schedule) := object.union(fixtures.cron_job({}), {"spec": {"schedule": schedule}})

test_denies_a_zone_in_the_schedule if {
	every schedule in ["TZ=UTC 0 3 * * *", "CRON_TZ=UTC 0 3 * * *"] {
		cron_time_zone.deny == {{
			"msg": sprintf(`CronJob "cart" has a time zone in its schedule %q`, [schedule]),
			"path": ["spec", "schedule"],
		}} with input as cron(schedule)
	}
}

test_allows_none if {
	every schedule in ["0 3 * * *", null, 5] {
		cron_time_zone.deny == set() with input as cron(schedule)
	}
}

test_asks_cron_jobs_only if {
	every other in [{"apiVersion": "example.org/v1"}, {"kind": "Other"}] {
		cron_time_zone.deny == set() with input as object.union(cron("TZ=UTC 0 3 * * *"), other)
	}
}
