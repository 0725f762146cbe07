package slipway.rules.pods.host_namespaces_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.host_namespaces

test_denies_each_namespace_by_name if {
	every field in ["hostNetwork", "hostPID", "hostIPC"] {
		host_namespaces.deny == {{
			"msg": sprintf("the pod has %s: true", [field]),
			"path": ["spec", field],
		}} with input as fixtures.pod({field: true})
	}
}

test_denies_all_three_at_once if {
	found := host_namespaces.deny with input as fixtures.deployment({"hostNetwork": true, "hostPID": true, "hostIPC": true})
	count(found) == 3
	{finding.path[2] | some finding in found} == {"spec"}
}

test_denies_what_is_no_boolean if {
	host_namespaces.deny == {{"msg": `the pod has hostPID: "no"`, "path": ["spec", "hostPID"]}} with input as fixtures.pod({"hostPID": "no"})
}

test_allows_false_null_and_nothing if {
	every spec in [{"hostNetwork": false}, {"hostPID": null}, {}] {
		host_namespaces.deny == set() with input as fixtures.pod(spec)
	}
}
