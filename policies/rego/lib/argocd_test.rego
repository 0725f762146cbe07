package slipway.lib.argocd_test

import data.slipway.lib.argocd

application(spec) := {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "spec": spec}

set(spec) := {"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "spec": {"template": {"spec": spec}}}

test_spec_of_either_kind if {
	argocd.spec == {"project": "a"} with input as application({"project": "a"})
	argocd.spec == {"project": "a"} with input as set({"project": "a"})
	argocd.path == ["spec"] with input as application({})
	argocd.path == ["spec", "template", "spec"] with input as set({})
	argocd.spec == {} with input as {"kind": "Application"}
	not argocd.spec with input as object.union(application({}), {"apiVersion": "app.k8s.io/v1beta1"})
	not argocd.spec with input as {"kind": "AppProject", "spec": {}}
}

test_sources if {
	argocd.sources == {
		{"source": {"path": "a"}, "path": ["spec", "source"]},
		{"source": {"chart": "b"}, "path": ["spec", "sources", 1]},
	} with input as application({"source": {"path": "a"}, "sources": [null, {"chart": "b"}]})
	argocd.sources == set() with input as application({"source": null})
}

test_templated if {
	argocd.templated("{{ .name }}") with input as set({})
	not argocd.templated("main") with input as set({})
	not argocd.templated("{{ .name }}") with input as application({})
}
