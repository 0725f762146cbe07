package slipway.rules.argocd.project_destinations_test

import data.slipway.rules.argocd.project_destinations as rule

project(destination) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": {"destinations": [{"server": "https://a", "namespace": "b"}, destination]},
}

test_denies_each_wildcard if {
	every pair in [["server", "cluster"], ["name", "cluster"], ["namespace", "namespace"]] {
		every wild in ["*", "**"] {
			found := {{
				"msg": sprintf(`AppProject "shop" may deploy to every %s`, [pair[1]]),
				"path": ["spec", "destinations", 1, pair[0]],
			}}
			rule.deny == found with input as project({pair[0]: wild})
		}
	}
}

test_allows_names_and_patterns if {
	every destination in [{"server": "https://a", "namespace": "shop-*"}, {"server": "!*"}, {}, null] {
		rule.deny == set() with input as project(destination)
	}
	other := object.union(project({"namespace": "*"}), {"apiVersion": "example.org/v1"})
	rule.deny == set() with input as other
}
