package slipway.rules.pods.high_user_id_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.high_user_id

user(id) := {"runAsUser": id}

at_container := ["spec", "containers", 0, "securityContext", "runAsUser"]

test_denies_a_low_number if {
	high_user_id.deny == {{
		"msg": `container "app" runs as the user 9999`,
		"path": at_container,
	}} with input as fixtures.secured_pod(user(20000), user(9999))
	high_user_id.deny == {{
		"msg": `container "app" runs as the user 1000`,
		"path": at_container,
	}} with input as fixtures.secured_pod(user(1000), user(null))
}

test_denies_where_nobody_names_one if {
	high_user_id.deny == {{
		"msg": `container "app" runs as the user of its image`,
		"path": at_container,
	}} with input as fixtures.secured_pod({}, null)
}

test_denies_what_is_no_number if {
	found := high_user_id.deny with input as fixtures.secured(user("20000"))
	count(found) == 1
}

test_does_not_ask_ephemeral_containers if {
	found := high_user_id.deny with input as fixtures.every_container({})
	{finding.path[1] | some finding in found} == {"containers", "initContainers"}
}

test_allows_a_high_number if {
	high_user_id.deny == set() with input as fixtures.secured_pod(user(10000), {})
	high_user_id.deny == set() with input as fixtures.secured_pod(user(1), user(10000))
}

test_user_namespaces_and_windows_lift_it if {
	every fields in [{"hostUsers": false}, {"os": {"name": "windows"}}] {
		high_user_id.deny == set() with input as fixtures.pod(object.union({"containers": [{"name": "app"}]}, fields))
	}
}
