package slipway.rules.istio.retried_writes_test

import data.slipway.rules.istio.retried_writes as rule

service(method, retries) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": "cart"},
	"spec": {"http": [{"match": [{"uri": {"prefix": "/"}}, {"method": method}], "retries": retries}]},
}

found(method, reason) := {{
	"msg": sprintf(`VirtualService "cart" tries a %s again on %s`, [method, reason]),
	"path": ["spec", "http", 0, "retries"],
}}

test_denies_each_way_to_match_a_write if {
	every method in [{"exact": "POST"}, {"prefix": "POST"}, {"regex": "GET|POST"}] {
		rule.deny == found("POST", "reset") with input as service(method, {"attempts": 1, "retryOn": "connect-failure, reset"})
	}
	rule.deny == found("PATCH", "503") with input as service({"exact": "PATCH"}, {"attempts": 1, "retryOn": "503"})
}

test_denies_each_reason_after_which_it_may_be_done if {
	every reason in [
		"5xx", "gateway-error", "reset", "retriable-4xx", "retriable-status-codes", "500", "502", "503", "504",
	] {
		rule.deny == found("POST", reason) with input as service({"exact": "POST"}, {"attempts": 1, "retryOn": reason})
	}
}

test_denies_what_is_not_said if {
	rule.deny == found("POST", "5xx") with input as service({"exact": "POST"}, {"attempts": 2})
}

test_allows_safe_reasons_methods_and_no_attempts if {
	rule.deny == set() with input as service({"exact": "POST"}, {"attempts": 2, "retryOn": "connect-failure,unavailable"})
	rule.deny == set() with input as service({"exact": "GET"}, {"attempts": 2})
	rule.deny == set() with input as service({"exact": "POST"}, {"attempts": 0})
	rule.deny == set() with input as service({"exact": "POST"}, null)
	rule.deny == set() with input as service(null, {"attempts": 2})
}
