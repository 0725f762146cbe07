package slipway.rules.argocd.pinned_revision_test

import data.slipway.rules.argocd.pinned_revision as rule

application(source) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "cart"},
	"spec": {"sources": [{"repoURL": "https://a", "targetRevision": "main"}, source]},
}

path := ["spec", "sources", 1, "targetRevision"]

test_denies_ranges_of_a_chart if {
	every revision in ["*", "1.x", "^1.2.3", ">=1.0.0", "1.2", "HEAD", "1.2.3 || 2", 7] {
		message := sprintf(
			`Application "cart" takes the chart redis in the version %v, which isn't exact`,
			[revision],
		)
		found := {{"msg": message, "path": path}}
		rule.deny == found with input as application({"chart": "redis", "targetRevision": revision})
	}
}

test_denies_a_chart_without_a_version if {
	found := {{"msg": `Application "cart" takes the chart redis in no version`, "path": path}}
	every source in [{"chart": "redis"}, {"chart": "redis", "targetRevision": ""}, {"chart": "redis", "targetRevision": null}] {
		rule.deny == found with input as application(source)
	}
}

test_denies_head_of_a_repository if {
	every source in [{}, {"targetRevision": "HEAD"}, {"targetRevision": ""}, {"targetRevision": null, "chart": ""}] {
		found := {{"msg": `Application "cart" follows whatever branch is the default of https://b`, "path": path}}
		rule.deny == found with input as application(object.union(source, {"repoURL": "https://b"}))
	}
	nameless := {{"msg": `Application "cart" follows whatever branch is the default of its repository`, "path": path}}
	rule.deny == nameless with input as application({})
}

test_allows_exact_versions_branches_tags_and_commits if {
	every source in [
		{"chart": "redis", "targetRevision": "1.2.3"},
		{"chart": "redis", "targetRevision": "v1.2.3-rc.1+build"},
		{"chart": "redis", "targetRevision": sprintf("sha256:%s", [crypto.sha256("a")])},
		{"targetRevision": "main"},
		{"targetRevision": "v1.2.3"},
	] {
		rule.deny == set() with input as application(source)
	}
}

test_can_not_tell_what_generators_fill_in if {
	set := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "ApplicationSet",
		"metadata": {"name": "carts"},
		"spec": {"template": {"spec": {"source": {"chart": "redis", "targetRevision": "{{ .version }}"}}}},
	}
	rule.unknown == {{
		"msg": `the revision of ApplicationSet "carts" comes from its generators`,
		"path": ["spec", "template", "spec", "source", "targetRevision"],
	}} with input as set
	rule.deny == set() with input as set
	rule.unknown == set() with input as application({"targetRevision": "{{ x }}"})
}
