package slipway.rules.secrets.environment_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.secrets.environment

variable := {"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}

test_denies_a_key_of_a_secret if {
	environment.deny == {{
		"msg": `container "app" has a Secret in the variable "DB_PASSWORD"`,
		"path": ["spec", "containers", 0, "env", 1, "valueFrom", "secretKeyRef"],
	}} with input as fixtures.with_container({"env": [{"name": "A", "value": "b"}, variable]})
}

test_denies_a_whole_secret if {
	environment.deny == {{
		"msg": `container "app" has all of the Secret "db" in its environment`,
		"path": ["spec", "containers", 0, "envFrom", 0, "secretRef"],
	}} with input as fixtures.with_container({"envFrom": [{"secretRef": {"name": "db"}}]})
}

test_denies_in_every_list_of_containers if {
	found := environment.deny with input as fixtures.every_container({"env": [variable], "envFrom": [{"secretRef": {"name": "db"}}]})
	count(found) == 6
}

test_allows_other_sources if {
	environment.deny == set() with input as fixtures.with_container({
		"env": [{"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}, {"name": "A", "valueFrom": {"secretKeyRef": null}}, 5],
		"envFrom": [{"configMapRef": {"name": "shop"}}, {"secretRef": null}, 5],
	})
	environment.deny == set() with input as fixtures.with_container({"env": null, "envFrom": null})
}
