package slipway.rules.workloads.pre_stop_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.pre_stop

stopping(hook, grace) := fixtures.pod({
	"terminationGracePeriodSeconds": grace,
	"containers": [{"name": "app", "lifecycle": {"preStop": hook}}],
})

shell(line) := {"exec": {"command": ["/bin/sh", "-c", line]}}

test_denies_a_sleep_as_long_as_the_grace_period if {
	every hook in [{"sleep": {"seconds": 30}}, shell("sleep 30"), shell("nginx -s quit; sleep 30; true"), shell("sleep 10;sleep 20"), {"exec": {"command": ["/bin/sleep", "30"]}}] {
		every grace in [null, 30] {
			pre_stop.deny == {{
				"msg": `container "app" sleeps 30 of its 30 seconds of grace`,
				"path": ["spec", "containers", 0, "lifecycle", "preStop"],
			}} with input as stopping(hook, grace)
		}
	}
}

test_denies_a_longer_sleep if {
	pre_stop.deny == {{
		"msg": `container "app" sleeps 20 of its 10 seconds of grace`,
		"path": ["spec", "containers", 0, "lifecycle", "preStop"],
	}} with input as stopping({"sleep": {"seconds": 20}}, 10)
}

test_allows_a_shorter_sleep_and_other_hooks if {
	every hook in [{"sleep": {"seconds": 29}}, shell("sleep 5"), shell("asleep 99"), {"httpGet": {}}, null, {}, {"sleep": {"seconds": "99"}}] {
		pre_stop.deny == set() with input as stopping(hook, 30)
	}
	pre_stop.deny == set() with input as stopping(shell("sleep 5"), "x")
}
