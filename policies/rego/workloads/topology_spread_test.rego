package slipway.rules.workloads.topology_spread_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.topology_spread

scaled(number, spec) := object.union(fixtures.deployment(spec), {"spec": {"replicas": number}})

test_denies_several_pods_without_a_word if {
	every spec in [{}, {"topologySpreadConstraints": []}, {"topologySpreadConstraints": null}, {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": []}}}] {
		topology_spread.deny == {{
			"msg": `Deployment "cart" doesn't say how its 2 pods are spread`,
			"path": ["spec", "template", "spec", "topologySpreadConstraints"],
		}} with input as scaled(2, spec)
	}
}

test_allows_constraints_anti_affinity_and_one_pod if {
	topology_spread.deny == set() with input as scaled(2, {"topologySpreadConstraints": [{"maxSkew": 1}]})
	every strength in ["requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"] {
		topology_spread.deny == set() with input as scaled(2, {"affinity": {"podAntiAffinity": {strength: [{}]}}})
	}
	topology_spread.deny == set() with input as scaled(1, {})
}
