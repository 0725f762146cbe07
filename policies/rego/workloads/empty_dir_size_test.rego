package slipway.rules.workloads.empty_dir_size_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.empty_dir_size

holding(source) := fixtures.pod({"volumes": [object.union({"name": "tmp"}, source)]})

test_denies_no_limit if {
	every directory in [{}, {"sizeLimit": null}, {"sizeLimit": "lots"}, {"sizeLimit": 0}, {"medium": ""}, {"medium": "HugePages"}] {
		empty_dir_size.deny == {{
			"msg": `volume "tmp" has no size limit`,
			"path": ["spec", "volumes", 0, "emptyDir", "sizeLimit"],
		}} with input as holding({"emptyDir": directory})
	}
}

test_allows_a_limit_memory_and_other_volumes if {
	every source in [{"emptyDir": {"sizeLimit": "1Gi"}}, {"emptyDir": {"sizeLimit": 1}}, {"emptyDir": {"medium": "Memory"}}, {"emptyDir": null}, {"configMap": {}}] {
		empty_dir_size.deny == set() with input as holding(source)
	}
}
