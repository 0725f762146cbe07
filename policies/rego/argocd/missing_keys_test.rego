package slipway.rules.argocd.missing_keys_test

import data.slipway.rules.argocd.missing_keys as rule

set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "carts"},
	"spec": spec,
}

test_denies_go_templates_without_the_option if {
	found := {{
		"msg": `ApplicationSet "carts" goes on where its generators lack a key`,
		"path": ["spec", "goTemplateOptions"],
	}}
	every options in [[], null, ["missingkey=zero"]] {
		rule.deny == found with input as set({"goTemplate": true, "goTemplateOptions": options})
	}
	rule.deny == found with input as set({"goTemplate": true})
}

test_denies_the_old_templates if {
	found := {{
		"msg": `ApplicationSet "carts" uses the old templates, which leave a missing key's braces in place`,
		"path": ["spec", "goTemplate"],
	}}
	every spec in [{}, {"goTemplate": false, "goTemplateOptions": ["missingkey=error"]}, {"goTemplate": "true"}, null] {
		rule.deny == found with input as set(spec)
	}
}

test_allows_the_option if {
	rule.deny == set() with input as set({"goTemplate": true, "goTemplateOptions": ["missingkey=error"]})
	every spec in [{}, {"goTemplate": true}] {
		rule.deny == set() with input as object.union(set(spec), {"apiVersion": "example.org/v1"})
	}
}
