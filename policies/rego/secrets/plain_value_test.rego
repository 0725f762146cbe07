package slipway.rules.secrets.plain_value_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.secrets.plain_value

variable(name, value) := fixtures.with_container({"env": [{"name": "A", "value": "b"}, {"name": name, "value": value}]})

test_denies_by_the_name if {
	every value in ["tiger", 123456, ["x"]] {
		plain_value.deny == {{
			"msg": `container "app" has what must be a secret by its name as the value of the variable "DB_PASSWORD"`,
			"path": ["spec", "containers", 0, "env", 1, "value"],
		}} with input as variable("DB_PASSWORD", value)
	}
}

test_denies_by_the_shape if {
	plain_value.deny == {{
		"msg": `container "app" has a URL with a password as the value of the variable "DATABASE"`,
		"path": ["spec", "containers", 0, "env", 1, "value"],
	}} with input as variable("DATABASE", "redis://:tiger@db/0")
}

test_the_shape_is_said_where_the_name_says_so_too if {
	plain_value.deny == {{
		"msg": `container "app" has a URL with a password as the value of the variable "DB_PASSWORD"`,
		"path": ["spec", "containers", 0, "env", 1, "value"],
	}} with input as variable("DB_PASSWORD", "redis://:tiger@db/0")
}

test_denies_by_the_shape_where_the_name_is_none if {
	found := plain_value.deny with input as variable(7, "redis://:tiger@db/0")
	count(found) == 1
}

test_denies_in_every_list_of_containers if {
	found := plain_value.deny with input as fixtures.every_container({"env": [{"name": "TOKEN", "value": "x"}]})
	count(found) == 3
}

test_allows_harmless_values_and_names if {
	every pair in [
		["DB_PASSWORD", ""], ["DB_PASSWORD", null], ["DB_PASSWORD", false], ["DB_PASSWORD", "$(OTHER)"], ["DB_PASSWORD_FILE", "x"],
		["LOG_LEVEL", "debug"], ["TLS_SECRET", "cart-tls"], [7, "debug"],
	] {
		plain_value.deny == set() with input as variable(pair[0], pair[1])
	}
	every env in [[{"name": "DB_PASSWORD", "valueFrom": {}}], null, [5]] {
		plain_value.deny == set() with input as fixtures.with_container({"env": env})
	}
}
