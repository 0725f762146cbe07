package slipway.rules.pods.deprecated_account_field_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.deprecated_account_field

test_denies_the_old_field if {
	deprecated_account_field.deny == {{
		"msg": `the pod names its service account "cart" in the deprecated field serviceAccount`,
		"path": ["spec", "serviceAccount"],
	}} with input as fixtures.pod({"serviceAccount": "cart", "serviceAccountName": "cart"})
}

test_allows_the_new_one if {
	deprecated_account_field.deny == set() with input as fixtures.pod({"serviceAccountName": "cart", "serviceAccount": null})
}
