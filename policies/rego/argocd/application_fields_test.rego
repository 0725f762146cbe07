package slipway.rules.argocd.application_fields_test

import data.slipway.rules.argocd.application_fields as rule

application(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "cart"},
	"spec": spec,
}

test_denies_two_clusters if {
	found := {{
		"msg": `Application "cart" names its cluster twice: by server and by name`,
		"path": ["spec", "destination"],
	}}
	rule.deny == found with input as application({"destination": {"server": "a", "name": "b"}})
}

test_denies_none if {
	found := {{"msg": `Application "cart" names its cluster not at all`, "path": ["spec", "destination"]}}
	every destination in [{}, null, {"server": "", "namespace": "shop"}] {
		rule.deny == found with input as application({"destination": destination})
	}
}

test_denies_a_chart_with_a_path if {
	found := {{
		"msg": `Application "cart" names both a chart and a path in one source`,
		"path": ["spec", "sources", 0, "chart"],
	}}
	rule.deny == found with input as application({
		"destination": {"name": "a"},
		"sources": [{"chart": "a", "path": "b"}, {"chart": "a"}],
	})
}

test_allows_one_of_each if {
	rule.deny == set() with input as application({"destination": {"server": "a"}, "source": {"path": "b", "chart": ""}})
	rule.deny == set() with input as object.union(application({}), {"apiVersion": "app.k8s.io/v1beta1"})
}
