package slipway.rules.pods.volume_types_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.volume_types

holding(source, value) := fixtures.pod({"volumes": [{"name": "data", source: value}]})

test_denies_other_kinds if {
	every source in [
		"awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker",
		"gcePersistentDisk", "gitRepo", "glusterfs", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte",
		"rbd", "scaleIO", "storageos", "vsphereVolume", "somethingNew",
	] {
		volume_types.deny == {{
			"msg": sprintf(`volume "data" is of the kind %s`, [source]),
			"path": ["spec", "volumes", 0, source],
		}} with input as holding(source, {})
	}
}

test_allows_what_the_standard_lists if {
	every source in [
		"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret",
	] {
		volume_types.deny == set() with input as holding(source, {})
	}
}

test_leaves_folders_of_the_node_to_the_other_rule if {
	volume_types.deny == set() with input as holding("hostPath", {"path": "/"})
}

test_allows_a_source_that_is_null_and_a_volume_without_one if {
	volume_types.deny == set() with input as holding("nfs", null)
	volume_types.deny == set() with input as fixtures.pod({"volumes": [{"name": "data"}]})
	volume_types.deny == set() with input as fixtures.pod({"volumes": null})
}
