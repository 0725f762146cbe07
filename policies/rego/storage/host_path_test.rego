package slipway.rules.storage.host_path_test

import data.slipway.rules.storage.host_path as rule

volume(spec) := {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "data"}, "spec": spec}

test_denies_a_host_path if {
	found := {{"msg": `PersistentVolume "data" is the folder /data of a node`, "path": ["spec", "hostPath"]}}
	every path in [{"path": "/data"}, "/data"] {
		rule.deny == found with input as volume({"hostPath": path})
	}
}

test_allows_other_volumes if {
	every spec in [{"csi": {"driver": "ebs.csi.aws.com"}}, {"local": {"path": "/mnt"}}, {"hostPath": null}, {}, null] {
		rule.deny == set() with input as volume(spec)
	}
	rule.deny == set() with input as object.union(volume({"hostPath": {"path": "/"}}), {"apiVersion": "example.org/v1"})
}
