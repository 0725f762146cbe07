package slipway.rules.pods.writable_host_path_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.writable_host_path

mounting(fields) := fixtures.pod({
	"containers": [{"name": "app", "volumeMounts": [{"name": "tmp"}, object.union({"name": "logs"}, fields)]}],
	"volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "logs", "hostPath": {"path": "/var/log"}}, {"name": "none", "hostPath": null}],
})

test_denies_a_mount_that_may_write if {
	every fields in [{}, {"readOnly": false}, {"readOnly": null}, {"readOnly": "true"}] {
		writable_host_path.deny == {{
			"msg": `container "app" may write the node's folder of volume "logs"`,
			"path": ["spec", "containers", 0, "volumeMounts", 1, "readOnly"],
		}} with input as mounting(fields)
	}
}

test_allows_reading_and_other_volumes if {
	writable_host_path.deny == set() with input as mounting({"readOnly": true})
	writable_host_path.deny == set() with input as mounting({"name": "none"})
	writable_host_path.deny == set() with input as fixtures.with_container({"volumeMounts": [{"name": "logs"}, 5]})
}
