package slipway.rules.workloads.default_namespace_test

import data.slipway.rules.workloads.default_namespace

test_denies_the_default_namespace_for_any_kind if {
	default_namespace.deny == {{
		"msg": `Role "reader" is put into the namespace default`,
		"path": ["metadata", "namespace"],
	}} with input as {"kind": "Role", "metadata": {"name": "reader", "namespace": "default"}}
}

test_allows_others_and_none if {
	every metadata in [{"namespace": "shop"}, {"namespace": null}, {"namespace": ""}, {}, null, "default"] {
		default_namespace.deny == set() with input as {"kind": "Role", "metadata": metadata}
	}
}
