package slipway.rules.pods.host_path_volumes_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.host_path_volumes

test_denies_a_folder_of_the_node if {
	host_path_volumes.deny == {{
		"msg": `volume "logs" is "/var/log" of the node`,
		"path": ["spec", "volumes", 0, "hostPath"],
	}} with input as fixtures.pod({"volumes": [{"name": "logs", "hostPath": {"path": "/var/log"}}]})
}

test_denies_an_empty_or_broken_source if {
	every source in [{}, "x", 5] {
		host_path_volumes.deny == {{
			"msg": `volume "logs" is a folder of the node`,
			"path": ["spec", "volumes", 1, "hostPath"],
		}} with input as fixtures.pod({"volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "logs", "hostPath": source}]})
	}
}

test_allows_other_volumes_and_null if {
	every volume in [{"name": "v", "emptyDir": {}}, {"name": "v", "hostPath": null}, {"name": "v"}] {
		host_path_volumes.deny == set() with input as fixtures.pod({"volumes": [volume]})
	}
	host_path_volumes.deny == set() with input as fixtures.pod({"volumes": null})
}

test_a_path_that_is_no_string_is_not_said if {
	found := host_path_volumes.deny with input as fixtures.pod({"volumes": [{"name": "logs", "hostPath": {"path": 5}}]})
	{finding.msg | some finding in found} == {`volume "logs" is a folder of the node`}
}
