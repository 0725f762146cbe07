package slipway.rules.pods.account_token_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.account_token

test_denies_where_it_is_not_said if {
	every spec in [{}, {"automountServiceAccountToken": null}] {
		account_token.deny == {{
			"msg": "the pod has automountServiceAccountToken: true by default",
			"path": ["spec", "automountServiceAccountToken"],
		}} with input as fixtures.pod(spec)
	}
}

test_denies_true_and_what_is_no_boolean if {
	every value in [true, "false"] {
		account_token.deny == {{
			"msg": sprintf("the pod has automountServiceAccountToken: %s", [json.marshal(value)]),
			"path": ["spec", "template", "spec", "automountServiceAccountToken"],
		}} with input as fixtures.deployment({"automountServiceAccountToken": value})
	}
}

test_allows_false if {
	account_token.deny == set() with input as fixtures.pod({"automountServiceAccountToken": false})
}
