package slipway.rules.pods.privilege_escalation_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.privilege_escalation

at_container := ["spec", "containers", 0, "securityContext", "allowPrivilegeEscalation"]

test_denies_true if {
	privilege_escalation.deny == {{
		"msg": `container "app" has allowPrivilegeEscalation: true`,
		"path": at_container,
	}} with input as fixtures.secured({"allowPrivilegeEscalation": true})
}

test_denies_where_it_is_not_said if {
	every context in [{}, null, {"allowPrivilegeEscalation": null}, "x"] {
		privilege_escalation.deny == {{
			"msg": `container "app" has allowPrivilegeEscalation: true by default`,
			"path": at_container,
		}} with input as fixtures.secured(context)
	}
}

test_denies_although_the_pod_has_a_field_of_that_name if {
	found := privilege_escalation.deny with input as fixtures.secured_pod({"allowPrivilegeEscalation": false}, {})
	count(found) == 1
}

test_denies_what_is_no_boolean if {
	privilege_escalation.deny == {{
		"msg": `container "app" has allowPrivilegeEscalation: "false"`,
		"path": at_container,
	}} with input as fixtures.secured({"allowPrivilegeEscalation": "false"})
}

test_denies_in_every_list_of_containers if {
	found := privilege_escalation.deny with input as fixtures.every_container({})
	count(found) == 3
}

test_allows_false if {
	privilege_escalation.deny == set() with input as fixtures.every_container({"securityContext": {"allowPrivilegeEscalation": false}})
}

test_windows_lifts_it if {
	privilege_escalation.deny == set() with input as fixtures.windows({"containers": [{"name": "app"}]})
}
