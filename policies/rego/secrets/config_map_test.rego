package slipway.rules.secrets.config_map_test

import data.slipway.rules.secrets.config_map

holding(key, value) := {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop"}, "data": {"LOG_LEVEL": "debug", key: value}}

test_denies_by_the_key if {
	every value in ["tiger", 123456] {
		config_map.deny == {{
			"msg": `the key "DB_PASSWORD" holds what must be a secret by its name`,
			"path": ["data", "DB_PASSWORD"],
		}} with input as holding("DB_PASSWORD", value)
	}
}

test_denies_by_the_shape if {
	config_map.deny == {{
		"msg": `the key "url" holds a URL with a password`,
		"path": ["data", "url"],
	}} with input as holding("url", "redis://:tiger@db/0")
}

test_denies_a_setting_in_a_file if {
	every text in [
		"level=debug\ndb.password=tiger\n", "db:\n  db.password: tiger\n", "{\n \"db.password\": \"tiger\",\n}", "db.password = 'tiger'",
	] {
		config_map.deny == {{
			"msg": `the key "app.conf" holds what must be a secret by its name, "db.password"`,
			"path": ["data", "app.conf"],
		}} with input as holding("app.conf", text)
	}
}

test_allows_references_and_others if {
	every pair in [
		["DB_PASSWORD", ""], ["DB_PASSWORD", "$(OTHER)"], ["app.conf", "db.password=${DB_PASSWORD}\n"],
		["app.conf", "db.password-file=/run/x\n"], ["app.conf", "# the password is elsewhere\n"], ["app.conf", "password:\n  length: 5\n"],
		["app.conf", null], ["TLS_SECRET", "cart-tls"], ["app.conf", "tls.secret: cart-tls\n"], ["password", "level: debug\n"],
	] {
		config_map.deny == set() with input as holding(pair[0], pair[1])
	}
	every value in [null, 5, [], {}] {
		config_map.deny == set() with input as {"apiVersion": "v1", "kind": "ConfigMap", "data": value}
	}
	config_map.deny == set() with input as {"apiVersion": "v1", "kind": "ConfigMap"}
}

test_asks_config_maps_only if {
	every other in [{"apiVersion": "example.org/v1"}, {"kind": "Other"}] {
		config_map.deny == set() with input as object.union(holding("DB_PASSWORD", "tiger"), other)
	}
}
