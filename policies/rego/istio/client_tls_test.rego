package slipway.rules.istio.client_tls_test

import data.slipway.rules.istio.client_tls as rule

destination(policy) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "DestinationRule",
	"metadata": {"name": "cart"},
	"spec": {"host": "cart", "trafficPolicy": policy},
}

test_denies_no_tls if {
	found := {{
		"msg": `DestinationRule "cart" sends to cart in the clear`,
		"path": ["spec", "trafficPolicy", "tls", "mode"],
	}}
	rule.deny == found with input as destination({"tls": {"mode": "DISABLE"}})
}

test_denies_no_verification if {
	found := {{
		"msg": `DestinationRule "cart" doesn't check who answers for cart`,
		"path": ["spec", "trafficPolicy", "tls", "insecureSkipVerify"],
	}}
	rule.deny == found with input as destination({"tls": {"mode": "SIMPLE", "insecureSkipVerify": true}})
}

test_allows_tls if {
	every policy in [{"tls": {"mode": "ISTIO_MUTUAL"}}, {"tls": {"mode": "SIMPLE", "insecureSkipVerify": false}}, {}, null] {
		rule.deny == set() with input as destination(policy)
	}
}

test_names_a_host_that_is_missing if {
	nameless := {"kind": "DestinationRule", "spec": {"trafficPolicy": {"tls": {"mode": "DISABLE"}}}}
	{found.msg | some found in rule.deny} == {`DestinationRule "?" sends to ? in the clear`} with input as nameless
}
