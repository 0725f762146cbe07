package slipway.rules.pods.host_aliases_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.host_aliases

test_denies_an_alias if {
	host_aliases.deny == {{
		"msg": `the pod has the host alias {"hostnames":["db"],"ip":"10.0.0.9"}`,
		"path": ["spec", "hostAliases", 0],
	}} with input as fixtures.pod({"hostAliases": [{"ip": "10.0.0.9", "hostnames": ["db"]}]})
}

test_allows_none if {
	every aliases in [[], null] {
		host_aliases.deny == set() with input as fixtures.pod({"hostAliases": aliases})
	}
}
