package slipway.rules.pods.service_account_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.service_account

test_denies_the_default_account if {
	every spec in [{}, {"serviceAccountName": null}, {"serviceAccountName": "default"}, {"serviceAccount": "default"}, {"serviceAccountName": ""}] {
		service_account.deny == {{
			"msg": `the pod runs as the service account "default"`,
			"path": ["spec", "serviceAccountName"],
		}} with input as fixtures.pod(spec)
	}
}

test_denies_what_is_no_name if {
	every value in [5, {}] {
		found := service_account.deny with input as fixtures.pod({"serviceAccountName": value})
		count(found) == 1
	}
	every value in [null, ""] {
		found := service_account.deny with input as fixtures.pod({"serviceAccount": value})
		count(found) == 1
	}
}

test_the_newer_field_counts if {
	found := service_account.deny with input as fixtures.pod({"serviceAccountName": "default", "serviceAccount": "cart"})
	count(found) == 1
}

test_allows_an_account_of_its_own_in_either_field if {
	service_account.deny == set() with input as fixtures.pod({"serviceAccountName": "cart"})
	service_account.deny == set() with input as fixtures.pod({"serviceAccount": "cart"})
	service_account.deny == set() with input as fixtures.cron_job({"serviceAccountName": "cart"})
}
