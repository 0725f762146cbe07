package slipway.rules.workloads.memory_volume_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.memory_volume

holding(directory) := fixtures.pod({"volumes": [{"name": "tmp", "emptyDir": directory}]})

test_denies_memory_without_limit if {
	every fields in [{}, {"sizeLimit": null}, {"sizeLimit": "lots"}, {"sizeLimit": "0"}] {
		memory_volume.deny == {{
			"msg": `volume "tmp" is in memory and has no size limit`,
			"path": ["spec", "volumes", 0, "emptyDir", "sizeLimit"],
		}} with input as holding(object.union({"medium": "Memory"}, fields))
	}
}

test_allows_a_limit_and_disks if {
	every directory in [{"medium": "Memory", "sizeLimit": "64Mi"}, {"medium": "Memory", "sizeLimit": 1}, {"medium": ""}, {}, null] {
		memory_volume.deny == set() with input as holding(directory)
	}
}
