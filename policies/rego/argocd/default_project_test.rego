package slipway.rules.argocd.default_project_test

import data.slipway.rules.argocd.default_project as rule

application(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "cart"},
	"spec": spec,
}

set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "carts"},
	"spec": {"template": {"spec": spec}},
}

test_denies_default_and_none if {
	every spec in [{"project": "default"}, {"project": ""}, {"project": null}, {}] {
		found := {{"msg": `Application "cart" is in the project default`, "path": ["spec", "project"]}}
		rule.deny == found with input as application(spec)
		of_set := {{
			"msg": `ApplicationSet "carts" is in the project default`,
			"path": ["spec", "template", "spec", "project"],
		}}
		rule.deny == of_set with input as set(spec)
	}
}

test_can_not_tell_what_generators_fill_in if {
	found := {{
		"msg": `the project of ApplicationSet "carts" comes from its generators`,
		"path": ["spec", "template", "spec", "project"],
	}}
	rule.unknown == found with input as set({"project": "{{ .team }}"})
	rule.deny == set() with input as set({"project": "{{ .team }}"})
}

test_allows_a_project if {
	rule.deny == set() with input as application({"project": "shop"})
	rule.unknown == set() with input as set({"project": "shop"})
	rule.deny == set() with input as object.union(application({}), {"apiVersion": "app.k8s.io/v1beta1"})
}
