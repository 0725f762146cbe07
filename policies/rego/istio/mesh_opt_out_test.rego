package slipway.rules.istio.mesh_opt_out_test

import data.slipway.rules.istio.mesh_opt_out as rule

deployment(metadata) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart"},
	"spec": {"template": {"metadata": metadata}},
}

test_denies_each_mark if {
	every key, value in {
		"sidecar.istio.io/inject": "false",
		"istio.io/dataplane-mode": "none",
		"istio-injection": "Disabled",
	} {
		every field in ["labels", "annotations"] {
			message := sprintf(`Deployment "cart" is taken out of the mesh by %s: %s`, [key, value])
			found := {{"msg": message, "path": ["spec", "template", "metadata", field, key]}}
			rule.deny == found with input as deployment({field: {key: value}})
		}
	}
}

test_denies_a_pod_and_a_namespace if {
	every kind in ["Pod", "Namespace"] {
		message := sprintf(`%s "cart" is taken out of the mesh by sidecar.istio.io/inject: false`, [kind])
		found := {{"msg": message, "path": ["metadata", "labels", "sidecar.istio.io/inject"]}}
		rule.deny == found with input as {
			"kind": kind,
			"metadata": {"name": "cart", "labels": {"sidecar.istio.io/inject": false}},
		}
	}
}

test_allows_the_rest if {
	every metadata in [{"labels": {"sidecar.istio.io/inject": "true"}}, {"labels": null}, {}, null, "x"] {
		rule.deny == set() with input as deployment(metadata)
	}
	rule.deny == set() with input as {"kind": "Deployment"}
}
