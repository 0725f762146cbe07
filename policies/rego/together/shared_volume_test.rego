package slipway.rules.together.shared_volume_test

import data.slipway.rules.together.shared_volume as rule

deployment(replicas) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart"},
	"spec": {
		"replicas": replicas,
		"template": {"spec": {"volumes": [{"persistentVolumeClaim": {"claimName": "data"}}, {"configMap": {"name": "data"}}]}},
	},
}

claim(modes) := {
	"apiVersion": "v1",
	"kind": "PersistentVolumeClaim",
	"metadata": {"name": "data"},
	"spec": {"accessModes": modes},
}

path := ["spec", "template", "spec", "volumes", 0, "persistentVolumeClaim"]

test_denies_one_node_for_several_replicas if {
	every mode in ["ReadWriteOnce", "ReadWriteOncePod"] {
		message := sprintf(
			`Deployment "cart" mounts PersistentVolumeClaim "data", which is %s, in 2 replicas`,
			[mode],
		)
		rule.deny == {{"msg": message, "path": path, "resource": 1}} with input as {"resources": [
			claim([mode]),
			deployment(2),
		]}
	}
}

test_allows_one_replica_and_shared_modes if {
	rule.deny == set() with input as {"resources": [claim(["ReadWriteOnce"]), deployment(1)]}
	rule.unknown == set() with input as {"resources": [claim(["ReadWriteOnce"]), deployment(2)]}
	every modes in [["ReadWriteMany"], ["ReadWriteOnce", "ReadOnlyMany"], [], null] {
		rule.deny == set() with input as {"resources": [claim(modes), deployment(2)]}
	}
}

test_can_not_tell_of_a_claim_that_is_elsewhere if {
	rule.unknown == {{
		"msg": `Deployment "cart" mounts the claim "data" in 2 replicas, and its access mode isn't here`,
		"path": path,
		"resource": 0,
	}} with input as {"resources": [deployment(2)]}
	rule.unknown == set() with input as {"resources": [deployment(1)]}
}
