package slipway.rules.argocd.project_sources_test

import data.slipway.rules.argocd.project_sources as rule

project(repositories) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": {"sourceRepos": repositories},
}

test_denies_patterns_that_leave_the_owner_open if {
	every repository in ["*", "**", "https://*", "https://*/shop", "https://git.example.com/*", "git@*"] {
		found := {{
			"msg": sprintf(`AppProject "shop" may deploy from every repository of %s`, [repository]),
			"path": ["spec", "sourceRepos", 1],
		}}
		rule.deny == found with input as project(["https://git.example.com/shop.git", repository])
	}
}

test_allows_repositories_and_owners if {
	every repositories in [["https://git.example.com/shop/*"], ["ghcr.io/shop/charts"], ["!https://a/*"], ["!*"], [], null] {
		rule.deny == set() with input as project(repositories)
	}
	rule.deny == set() with input as object.union(project(["*"]), {"apiVersion": "example.org/v1"})
}
