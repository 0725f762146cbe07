package slipway.rules.secrets.random_value_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.secrets.random_value

random := "q7Zt0LxVb3NfWm8RyKc2Hs5PjDg9Ua1E"

variable(fields) := fixtures.with_container({"env": [fields]})

test_denies_random_characters if {
	random_value.deny == {{
		"msg": `container "app" has 32 random characters as the value of the variable "LICENCE"`,
		"path": ["spec", "containers", 0, "env", 0, "value"],
	}} with input as variable({"name": "LICENCE", "value": random})
}

test_denies_where_there_is_no_name if {
	found := random_value.deny with input as variable({"value": random})
	count(found) == 1
}

test_leaves_what_another_rule_says if {
	random_value.deny == set() with input as variable({"name": "API_KEY", "value": random})
	random_value.deny == set() with input as variable({"name": "LICENCE", "value": concat("", ["gh", "p_q7Zt0LxVb3NfWm8RyKc2Hs5PjDg9Ua1E0000"])})
}

test_allows_others if {
	every fields in [{"name": "A", "value": "debug"}, {"name": "A"}, {"name": "A", "value": 5}, 5] {
		random_value.deny == set() with input as variable(fields)
	}
}
