package slipway.rules.pods.host_probes_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.host_probes

test_denies_a_host_in_each_probe if {
	every probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
		every action in ["httpGet", "tcpSocket"] {
			host_probes.deny == {{
				"msg": sprintf(`container "app" has a %s that calls the host "127.0.0.1"`, [probe]),
				"path": ["spec", "containers", 0, probe, action, "host"],
			}} with input as fixtures.with_container({probe: {action: {"host": "127.0.0.1", "port": 80}}})
		}
	}
}

test_denies_a_host_in_each_hook if {
	every hook in ["postStart", "preStop"] {
		every action in ["httpGet", "tcpSocket"] {
			host_probes.deny == {{
				"msg": sprintf(`container "app" has a %s that calls the host "metadata"`, [hook]),
				"path": ["spec", "containers", 0, "lifecycle", hook, action, "host"],
			}} with input as fixtures.with_container({"lifecycle": {hook: {action: {"host": "metadata"}}}})
		}
	}
}

test_denies_in_every_list_of_containers if {
	found := host_probes.deny with input as fixtures.every_container({"livenessProbe": {"httpGet": {"host": "x"}}})
	count(found) == 3
}

test_denies_what_is_no_string if {
	found := host_probes.deny with input as fixtures.with_container({"livenessProbe": {"httpGet": {"host": 5}}})
	count(found) == 1
}

test_allows_no_host if {
	every probe in [{"httpGet": {"host": ""}}, {"httpGet": {"host": null}}, {"tcpSocket": {"port": 1}}, {"exec": {}}, {}, null] {
		host_probes.deny == set() with input as fixtures.with_container({"livenessProbe": probe, "lifecycle": {"preStop": probe}})
	}
}
