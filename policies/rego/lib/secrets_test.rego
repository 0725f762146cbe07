package slipway.lib.secrets_test

import data.slipway.lib.secrets

# Made up here, and cut in two so that no scanner takes them for real ones.
told := {
	"an AWS access key": concat("", ["AK", "IAQWERTYUIOPASDFGH"]),
	"an Azure storage key": concat("", ["AccountKey", "=aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd"]),
	"an API key of Google": concat("", ["AI", "zaAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]),
	"an npm token": concat("", ["np", "m_aaaaaaaaaabbbbbbbbbbccccccccccdddddd"]),
	"a private key": concat("", ["-----BEGIN RSA PRI", "VATE KEY-----\nx"]),
	"a PyPI token": concat("", ["py", "pi-aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd"]),
	"a SendGrid key": concat("", ["S", "G.aaaaaaaaaabbbbbbbbbbcc.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeee"]),
	"a signed token (JWT)": concat("", ["ey", "Jaaaaaaaaaa.eyJaaaaaaaaaa.aaaaaaaaaa"]),
	"a Slack token": concat("", ["xo", "xb-1234567890"]),
	"a Slack webhook": concat("", ["https://hooks.slack", ".com/services/T0/B0/aaaaaaaaaabbbbbb"]),
	"a Stripe key": concat("", ["sk", "_live_aaaaaaaaaabbbbbb"]),
	"a token of Docker Hub": concat("", ["dck", "r_pat_aaaaaaaaaabbbbbbbbbb"]),
	"a token of GitHub": concat("", ["gh", "p_aaaaaaaaaabbbbbbbbbbccccccccccdddddd"]),
	"a token of GitLab": concat("", ["gl", "pat-aaaaaaaaaabbbbbbbbbb"]),
	"a Vault token": concat("", ["hv", "s.aaaaaaaaaabbbbbbbbbbcccc"]),
	"a URL with a password": concat("", ["postgres://shop:ti", "ger@db:5432/shop"]),
	"a connection string with a password": "Server=db;Password=tiger;",
}

test_each_shape_is_told_by_name if {
	object.keys(told) == object.keys(secrets.shapes)
	every what, value in told { secrets.shape(value) == what }
}

test_what_has_no_such_shape_is_none if {
	every value in [
		"", "hello", "https://shop.example.com/a:b@c", "postgres://shop@db/shop", "postgres://shop:$(PASSWORD)@db/shop",
		"redis://:${PASSWORD}@db", "postgres://shop:<password>@db/shop", "Server=db;Password=$(PASSWORD)", "cd x; PWD=/app", "password=%s", "AKIASHORT",
		"sk_test_aaaaaaaaaabbbbbb", "-----BEGIN CERTIFICATE-----", "2.7.1", 5, null, ["x"],
	] {
		not secrets.shape(value)
	}
}

test_of_several_shapes_the_first_is_told if {
	secrets.shape(concat(" ", [told["a private key"], told["a Slack token"]])) == "a Slack token"
}

test_names_that_say_so if {
	every name in [
		"PASSWORD", "DB_PASSWORD", "db.password", "dbPassword", "db-passwd", "API_KEY", "apiKey", "APIKEY", "GITHUB_TOKEN",
		"client_secret", "clientSecret", "AWS_SECRET_ACCESS_KEY", "PRIVATE_KEY", "credentials", "AUTH_TOKENS",
	] {
		secrets.named_so(name)
	}
}

test_names_that_say_something_else if {
	every name in [
		"PASSWORD_FILE", "TOKEN_TTL", "SECRET_NAME", "MONKEY", "KEY", "tokenUrl", "PASSWORDLESS", "COMPASSWORD", "SECRET_KEY_REF", "MAX_TOKENS", "imagePullSecrets", "existingSecret", "pull_secret",
	] {
		not secrets.named_so(name)
	}
}

test_values_that_stand_for_a_secret_elsewhere if {
	every value in [
		"", "true", "No", "$(DB_PASSWORD)", "${DB_PASSWORD}", "$DB_PASSWORD", "<password>", "<path:secret/data/shop#password>",
		"{{ .Values.password }}", "%PASSWORD%", "***", "$dex.github.clientSecret", "$__file{/run/x}", "!vault x", "ENC(x)", "ENC[x]", "{cipher}x", "/run/secrets/db", "./db", "arn:aws:secretsmanager:us-west-2:1:secret:db",
		"vault:secret/data/db#password", "ref+awsssm://db", "op://shop/db/password", "https://id.example.com/token",
	] {
		secrets.elsewhere(value)
	}
}

test_values_that_are_one if {
	every value in ["tiger", "123456", "changeme", "pa$$word", "!secrets", concat("", ["https://u:", "p@db"]), "a/b"] {
		not secrets.elsewhere(value)
	}
}

test_random_characters if {
	secrets.random("q7Zt0LxVb3NfWm8RyKc2Hs5PjDg9Ua1E")
	secrets.random("q7Zt0LxVb3NfWm8RyKc2Hs5PjDg9Ua1EoQ==")
	every value in [
		"q7Zt0LxVb3NfWm8RyKc2Hs5PjDg9Ua1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA1", "the-name-of-a-service-that-is-very-long-1",
		"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", "/q7Zt0LxVb3NfWm8RyKc2Hs5PjDg9Ua1E",
		"sha256-q7Zt0LxVb3NfWm8RyKc2Hs5PjDg9Ua1E", "THE-NAME-OF-A-SERVICE-THAT-IS-VERY-LONG-1", "q7Zt0LxV b3NfWm8RyKc2Hs5PjDg9Ua1E",
		"qZtLxVbNfWmRyKcHsPjDgUaEqZtLxVbNfW", 5, null,
	] {
		not secrets.random(value)
	}
}

test_a_value_that_names_a_secret if {
	every pair in [["TLS_SECRET", "cart-tls"], ["pullSecret", "registry-creds"], ["CREDENTIALS", "cart-db-secret"], ["SECRETS", "key-of-cart"]] {
		secrets.names_secret(pair[0], pair[1])
	}
	every pair in [
		["TLS_SECRET", "tls"], ["TLS_SECRET", "Cart-tls"], ["TLS_SECRET", "not-a-real-one"], ["PASSWORD", "cart-tls"], ["TLS_SECRET", 5],
		["TLS_SECRET", "a-monkeys-b"],
	] {
		not secrets.names_secret(pair[0], pair[1])
	}
}
