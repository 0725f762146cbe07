package slipway.rules.argocd.project_cluster_kinds_test

import data.slipway.rules.argocd.project_cluster_kinds as rule

project(entry) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": {"clusterResourceWhitelist": [{"group": "", "kind": "Namespace"}, entry]},
}

test_denies_wildcards if {
	every pair in [
		["*", "*"], ["*.example.com", "Widget"], ["*", "Namespace"], ["", "*"], ["apps", "*"], ["rbac.authorization.k8s.io", "*"],
		["rbac.authorization.k8s.io", "ClusterRole*"],
	] {
		found := {{
			"msg": sprintf(`AppProject "shop" may make every kind of the cluster that matches %s/%s`, pair),
			"path": ["spec", "clusterResourceWhitelist", 1],
		}}
		rule.deny == found with input as project({"group": pair[0], "kind": pair[1]})
	}
}

test_allows_kinds_and_all_kinds_of_an_add_on if {
	every entry in [{"group": "monitoring.coreos.com", "kind": "*"}, {"group": "a", "kind": "B"}, {}, null] {
		rule.deny == set() with input as project(entry)
	}
	other := object.union(project({"group": "*", "kind": "*"}), {"apiVersion": "example.org/v1"})
	rule.deny == set() with input as other
}
