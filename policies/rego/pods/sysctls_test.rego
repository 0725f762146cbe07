package slipway.rules.pods.sysctls_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.sysctls

setting(list) := fixtures.pod({"securityContext": {"sysctls": list}})

test_denies_each_parameter_that_is_not_safe if {
	sysctls.deny == {{
		"msg": `the pod sets the kernel parameter "kernel.msgmax"`,
		"path": ["spec", "securityContext", "sysctls", 1, "name"],
	}} with input as setting([{"name": "net.ipv4.tcp_rmem", "value": "1"}, {"name": "kernel.msgmax", "value": "1"}])
}

test_denies_a_parameter_without_a_name if {
	sysctls.deny == {{
		"msg": `the pod sets the kernel parameter null`,
		"path": ["spec", "securityContext", "sysctls", 0, "name"],
	}} with input as setting([{"value": "1"}])
	every name in [null, 5, "Kernel.shm_rmid_forced"] {
		found := sysctls.deny with input as setting([{"name": name}])
		count(found) == 1
	}
}

test_allows_the_safe_ones if {
	sysctls.deny == set() with input as setting([{"name": name} | some name in [
		"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports",
		"net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout",
		"net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time",
		"net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_rmem", "net.ipv4.tcp_slow_start_after_idle", "net.ipv4.tcp_syncookies",
		"net.ipv4.tcp_wmem",
	]])
}

test_allows_none if {
	every list in [[], null] {
		sysctls.deny == set() with input as setting(list)
	}
}
