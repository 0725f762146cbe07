package slipway.rules.argocd.allow_empty_test

import data.slipway.rules.argocd.allow_empty as rule

application(automated) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "cart"},
	"spec": {"syncPolicy": {"automated": automated}},
}

test_denies_it if {
	found := {{
		"msg": `Application "cart" deletes everything when Git gives nothing`,
		"path": ["spec", "syncPolicy", "automated", "allowEmpty"],
	}}
	every value in [true, "true"] {
		rule.deny == found with input as application({"allowEmpty": value})
	}
}

test_allows_its_absence if {
	every automated in [{"allowEmpty": false}, {}, null] {
		rule.deny == set() with input as application(automated)
	}
}
