package slipway.rules.together.missing_key_test

import data.slipway.rules.together.missing_key as rule

pod(optional) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "cart"},
	"spec": {"containers": [{"env": [{"valueFrom": {"configMapKeyRef": {
		"name": "settings",
		"key": "url",
		"optional": optional,
	}}}]}]},
}

config(more) := object.union({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}}, more)

test_denies_a_key_that_is_not_there if {
	every more in [{"data": {"other": null}}, {"data": null}, {}] {
		rule.deny == {{
			"msg": `Pod "cart" asks ConfigMap "settings" for the key url, which it doesn't have`,
			"path": ["spec", "containers", 0, "env", 0, "valueFrom", "configMapKeyRef"],
			"resource": 1,
		}} with input as {"resources": [config(more), pod(false)]}
	}
}

test_allows_keys_that_are_there if {
	every field in ["data", "binaryData", "stringData"] {
		rule.deny == set() with input as {"resources": [config({field: {"url": null}}), pod(false)]}
	}
}

test_allows_what_is_optional_or_elsewhere if {
	rule.deny == set() with input as {"resources": [config({}), pod(true)]}
	rule.deny == set() with input as {"resources": [pod(false)]}
}
