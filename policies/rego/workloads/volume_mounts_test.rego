package slipway.rules.workloads.volume_mounts_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.volume_mounts

mounting(field, name) := {"containers": [{"name": "app", field: [{"name": name}]}], "volumes": [{"name": "tmp"}]}

test_denies_what_the_pod_does_not_have if {
	every field in ["volumeMounts", "volumeDevices"] {
		every name in ["data", null, 5] {
			volume_mounts.deny == {{
				"msg": sprintf(`container "app" mounts %s, which is no volume of the pod`, [json.marshal(name)]),
				"path": ["spec", "containers", 0, field, 0, "name"],
			}} with input as fixtures.pod(mounting(field, name))
		}
	}
}

test_allows_volumes_and_claims if {
	volume_mounts.deny == set() with input as fixtures.pod(mounting("volumeMounts", "tmp"))
	claim := {"kind": "StatefulSet", "spec": {"volumeClaimTemplates": [{"metadata": {"name": "data"}}]}}
	volume_mounts.deny == set() with input as object.union(fixtures.deployment(mounting("volumeMounts", "data")), claim)
	volume_mounts.deny == set() with input as fixtures.with_container({"volumeMounts": null})
}
