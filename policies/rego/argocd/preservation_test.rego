package slipway.rules.argocd.preservation_test

import data.slipway.rules.argocd.preservation as rule

set(sync) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "carts"},
	"spec": {"syncPolicy": sync},
}

test_names_what_deletes if {
	found := {{
		"msg": `ApplicationSet "carts" deletes what its Applications made when its generators give nothing`,
		"path": ["spec", "syncPolicy"],
	}}
	every sync in [{}, null, {"preserveResourcesOnDeletion": false}, {"applicationsSync": "sync"}] {
		rule.deny == found with input as set(sync)
	}
}

test_allows_what_preserves if {
	every sync in [
		{"preserveResourcesOnDeletion": true}, {"applicationsSync": "create-update"}, {"applicationsSync": "create-only"},
	] {
		rule.deny == set() with input as set(sync)
	}
	rule.deny == set() with input as object.union(set({}), {"apiVersion": "example.org/v1"})
}
