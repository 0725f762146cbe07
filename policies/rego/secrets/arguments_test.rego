package slipway.rules.secrets.arguments_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.secrets.arguments

test_denies_a_flag_that_says_so if {
	arguments.deny == {{
		"msg": `container "app" has what must be a secret by its flag in its args`,
		"path": ["spec", "containers", 0, "args", 1],
	}} with input as fixtures.with_container({"args": ["serve", "--db-password=tiger"]})
}

test_denies_a_shape if {
	arguments.deny == {{
		"msg": `container "app" has a URL with a password in its command`,
		"path": ["spec", "containers", 0, "command", 0],
	}} with input as fixtures.with_container({"command": ["redis-cli redis://:tiger@db/0"]})
}

test_denies_in_the_commands_of_probes_and_hooks if {
	every caller in ["livenessProbe", "readinessProbe", "startupProbe"] {
		arguments.deny == {{
			"msg": sprintf(`container "app" has what must be a secret by its flag in the command of its %s`, [caller]),
			"path": ["spec", "containers", 0, caller, "exec", "command", 0],
		}} with input as fixtures.with_container({caller: {"exec": {"command": ["--token=tiger"]}}})
	}
	every hook in ["preStop", "postStart"] {
		found := arguments.deny with input as fixtures.with_container({"lifecycle": {hook: {"exec": {"command": ["--token=tiger"]}}}})
		{finding.path | some finding in found} == {["spec", "containers", 0, "lifecycle", hook, "exec", "command", 0]}
	}
}

test_denies_a_header_of_a_probe if {
	every name in ["Authorization", "cookie", "X-Api-Key", "proxy-authorization"] {
		arguments.deny == {{
			"msg": sprintf(`container "app" sends a secret in the header %s of its livenessProbe`, [name]),
			"path": ["spec", "containers", 0, "livenessProbe", "httpGet", "httpHeaders", 0, "value"],
		}} with input as fixtures.with_container({"livenessProbe": {"httpGet": {"httpHeaders": [{"name": name, "value": "Basic x"}]}}})
	}
}

test_denies_in_every_list_of_containers if {
	found := arguments.deny with input as fixtures.every_container({"args": ["--token=tiger"]})
	count(found) == 3
}

test_allows_others if {
	every word in ["--db-password-file=/run/x", "--token=$(TOKEN)", "--token", "token=x y", "serve", "--level=debug", 5, null] {
		arguments.deny == set() with input as fixtures.with_container({"args": [word]})
	}
	every headers in [[{"name": "Accept", "value": "x"}], [{"name": "Authorization", "value": ""}], [5], null] {
		arguments.deny == set() with input as fixtures.with_container({"livenessProbe": {"httpGet": {"httpHeaders": headers}}})
	}
	arguments.deny == set() with input as fixtures.with_container({"args": null})
}
