package slipway.rules.workloads.rollout_strategy_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.rollout_strategy

scaled(number, strategy) := object.union(fixtures.deployment({}), {"spec": {"replicas": number, "strategy": strategy}})

rolling(value) := {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": value}}

test_denies_recreate_of_several_pods if {
	rollout_strategy.deny == {{
		"msg": `Deployment "cart" ends all of its 2 pods before it starts one`,
		"path": ["spec", "strategy", "type"],
	}} with input as scaled(2, {"type": "Recreate"})
}

test_denies_all_pods_away if {
	every value in ["100%", "150%", 3, 4, "3"] {
		rollout_strategy.deny == {{
			"msg": sprintf(`Deployment "cart" may have all of its pods away: maxUnavailable is %v`, [value]),
			"path": ["spec", "strategy", "rollingUpdate", "maxUnavailable"],
		}} with input as scaled(3, rolling(value))
	}
	found := rollout_strategy.deny with input as scaled(2, rolling(2))
	count(found) == 1
}

test_denies_a_daemon_set_that_is_away_everywhere if {
	found := rollout_strategy.deny with input as {
		"apiVersion": "apps/v1",
		"kind": "DaemonSet",
		"metadata": {"name": "agent"},
		"spec": {"updateStrategy": rolling("100%")},
	}
	{finding.path | some finding in found} == {["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"]}
}

test_allows_some_pods_running_and_recreate_of_one if {
	every value in ["99%", 2, "2", 0, null, "x"] {
		rollout_strategy.deny == set() with input as scaled(3, rolling(value))
	}
	rollout_strategy.deny == set() with input as scaled(1, {"type": "Recreate"})
	every number in [0, 1] {
		rollout_strategy.deny == set() with input as scaled(number, rolling(1))
	}
	every strategy in [{}, null] {
		rollout_strategy.deny == set() with input as scaled(3, strategy)
	}
}
