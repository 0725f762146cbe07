package slipway.rules.pods.capabilities_added_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.capabilities_added

add(list) := {"securityContext": {"capabilities": {"add": list}}}

test_denies_each_capability_beyond_the_default_set if {
	capabilities_added.deny == {
		{
			"msg": `container "app" adds the capability "NET_RAW"`,
			"path": ["spec", "containers", 0, "securityContext", "capabilities", "add", 1],
		},
		{
			"msg": `container "app" adds the capability "SYS_ADMIN"`,
			"path": ["spec", "containers", 0, "securityContext", "capabilities", "add", 2],
		},
	} with input as fixtures.with_container(add(["CHOWN", "NET_RAW", "SYS_ADMIN"]))
}

test_denies_other_spellings_and_types if {
	every capability in ["chown", "CAP_CHOWN", "ALL", "", 7, null] {
		found := capabilities_added.deny with input as fixtures.with_container(add([capability]))
		count(found) == 1
	}
}

test_denies_in_every_list_of_containers if {
	found := capabilities_added.deny with input as fixtures.every_container(add(["SYS_TIME"]))
	count(found) == 3
}

test_denies_what_is_no_list if {
	capabilities_added.deny == {{
		"msg": `container "app" adds capabilities as "SYS_ADMIN", which is no list`,
		"path": ["spec", "containers", 0, "securityContext", "capabilities", "add"],
	}} with input as fixtures.with_container(add("SYS_ADMIN"))
}

test_allows_the_default_set if {
	capabilities_added.deny == set() with input as fixtures.every_container(add([
		"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
		"SETPCAP", "SETUID", "SYS_CHROOT",
	]))
}

test_allows_none if {
	every list in [[], null] {
		capabilities_added.deny == set() with input as fixtures.with_container(add(list))
	}
	capabilities_added.deny == set() with input as fixtures.secured({"capabilities": null})
}
