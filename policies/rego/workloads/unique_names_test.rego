package slipway.rules.workloads.unique_names_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.unique_names

test_denies_two_containers_of_one_name if {
	unique_names.deny == {{
		"msg": `container "app" has the name of another`,
		"path": ["spec", "containers", 1, "name"],
	}} with input as fixtures.pod({"containers": [{"name": "app"}, {"name": "app"}]})
}

test_denies_the_same_name_in_two_lists if {
	found := unique_names.deny with input as fixtures.pod({"containers": [{"name": "app"}], "initContainers": [{"name": "app"}]})
	count(found) == 1
}

test_denies_two_entries_of_one_name if {
	every field in ["env", "ports"] {
		unique_names.deny == {{
			"msg": sprintf(`container "app" has "a" twice in %s`, [field]),
			"path": ["spec", "containers", 0, field, 2, "name"],
		}} with input as fixtures.with_container({field: [{"name": "a"}, {"name": "b"}, {"name": "a"}]})
	}
}

test_denies_two_volumes_of_one_name if {
	unique_names.deny == {{
		"msg": `the pod has the volume "a" twice`,
		"path": ["spec", "volumes", 1, "name"],
	}} with input as fixtures.pod({"volumes": [{"name": "a"}, {"name": "a"}]})
}

test_allows_names_of_their_own_and_none if {
	unique_names.deny == set() with input as fixtures.every_container({
		"env": [{"name": "a"}, {"name": "b"}, {}, {}, 5, {"name": null}, {"name": null}],
		"ports": null,
	})
	unique_names.deny == set() with input as fixtures.pod({"containers": [{}, {}], "volumes": [{}, {}]})
}

test_pods_of_one_document_may_have_the_same_names if {
	unique_names.deny == set() with input as {"apiVersion": "jobset.x-k8s.io/v1", "kind": "JobSet", "spec": {"replicatedJobs": [
		{"template": {"spec": {"template": {"spec": {"containers": [{"name": "app", "image": "a"}]}}}}},
		{"template": {"spec": {"template": {"spec": {"containers": [{"name": "app", "image": "b"}]}}}}},
	]}}
}
