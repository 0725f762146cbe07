package slipway.rules.argocd.automation_test

import data.slipway.rules.argocd.automation as rule

application(sync) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "cart"},
	"spec": {"syncPolicy": sync},
}

path := ["spec", "syncPolicy", "automated"]

test_denies_a_sync_by_hand if {
	found := {{"msg": `Application "cart" isn't synced by itself`, "path": path}}
	every sync in [
		{}, null, {"automated": null}, {"automated": {"enabled": false, "prune": true, "selfHeal": true}}, {"automated": true},
	] {
		rule.deny == found with input as application(sync)
	}
}

test_denies_only_the_sync_by_hand_where_it_is_off if {
	found := {{"msg": `Application "cart" isn't synced by itself`, "path": path}}
	rule.deny == found with input as application({"automated": {"enabled": false}})
}

test_denies_no_pruning_and_no_healing if {
	prune := {"msg": `Application "cart" leaves behind what Git no longer has`, "path": array.concat(path, ["prune"])}
	heal := {"msg": `Application "cart" leaves what was changed by hand`, "path": array.concat(path, ["selfHeal"])}
	rule.deny == {prune, heal} with input as application({"automated": {}})
	rule.deny == {prune} with input as application({"automated": {"selfHeal": true, "prune": "true"}})
	rule.deny == {heal} with input as application({"automated": {"selfHeal": false, "prune": true, "enabled": true}})
}

test_allows_all_three if {
	rule.deny == set() with input as application({"automated": {"selfHeal": true, "prune": true}})
	rule.deny == set() with input as object.union(application({}), {"apiVersion": "app.k8s.io/v1beta1"})
}
