package slipway.rules.pods.se_linux_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.se_linux

options(fields) := {"seLinuxOptions": fields}

test_denies_each_field_by_name if {
	every field in ["type", "user", "role"] {
		se_linux.deny == {{
			"msg": sprintf(`container "app" has the SELinux %s "super_t"`, [field]),
			"path": ["spec", "containers", 0, "securityContext", "seLinuxOptions", field],
		}} with input as fixtures.secured(options({field: "super_t"}))
	}
}

test_denies_in_the_pod if {
	se_linux.deny == {{
		"msg": `the pod has the SELinux type "spc_t"`,
		"path": ["spec", "securityContext", "seLinuxOptions", "type"],
	}} with input as fixtures.secured_pod(options({"type": "spc_t"}), options({"type": "container_t"}))
}

test_denies_in_every_list_of_containers if {
	found := se_linux.deny with input as fixtures.every_container({"securityContext": options({"user": "root"})})
	count(found) == 3
}

test_denies_what_is_no_string if {
	found := se_linux.deny with input as fixtures.secured(options({"type": 5, "user": false}))
	count(found) == 2
}

test_user_and_role_may_not_be_a_type if {
	found := se_linux.deny with input as fixtures.secured(options({"user": "container_t", "role": "container_t"}))
	count(found) == 2
}

test_allows_the_types_of_containers_and_none if {
	every type in ["container_t", "container_init_t", "container_kvm_t", "container_engine_t", "", null] {
		se_linux.deny == set() with input as fixtures.secured(options({"type": type, "user": "", "role": null, "level": "s0:c1"}))
	}
	se_linux.deny == set() with input as fixtures.secured(options({"user": null, "role": ""}))
	every context in [{}, null, options(null), options({})] {
		se_linux.deny == set() with input as fixtures.secured_pod(context, context)
	}
}
