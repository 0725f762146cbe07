package slipway.rules.argocd.project_roles_test

import data.slipway.rules.argocd.project_roles as rule

project(policies) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": {"roles": [{"name": "ci", "policies": policies}]},
}

path := ["spec", "roles", 0, "policies", 1]

fine := "p, proj:shop:ci, applications, sync, shop/*, allow"

test_denies_every_action if {
	found := {{"msg": `AppProject "shop" lets its role ci do everything`, "path": path}}
	rule.deny == found with input as project([fine, "p, proj:shop:ci, applications, *, shop/*, allow"])
}

test_denies_every_resource if {
	found := {{"msg": `AppProject "shop" lets its role ci do something to every kind of resource`, "path": path}}
	rule.deny == found with input as project([fine, "p,proj:shop:ci,*,get,shop/*,allow"])
}

test_allows_named_actions_and_refusals if {
	every policies in [[fine], ["p, proj:shop:ci, applications, *, shop/*, deny"], ["g, a, b"], [7], null] {
		rule.deny == set() with input as project(policies)
	}
	wild := project(["p, proj:shop:ci, applications, *, shop/*, allow"])
	rule.deny == set() with input as object.union(wild, {"apiVersion": "example.org/v1"})
}
