package slipway.rules.ingress.snippets_test

import data.slipway.rules.ingress.snippets as rule

ingress(annotations) := {"kind": "Ingress", "metadata": {"name": "cart", "annotations": annotations}}

settings(values) := {"kind": "ConfigMap", "metadata": {"name": "nginx"}, "data": values}

test_denies_each_snippet if {
	every key in [
		"nginx.ingress.kubernetes.io/server-snippet", "nginx.ingress.kubernetes.io/configuration-snippet",
		"nginx.org/server-snippets", "nginx.org/location-snippet",
	] {
		message := sprintf(`Ingress "cart" writes configuration by the annotation %s`, [key])
		found := {{"msg": message, "path": ["metadata", "annotations", key]}}
		rule.deny == found with input as ingress({"foo": "bar", key: "return 302 /;"})
	}
}

test_allows_other_annotations if {
	every annotations in [{"nginx.org/snippets-of": "x", "a/snippet-b": "x"}, {}, null, ["a-snippet"]] {
		rule.deny == set() with input as ingress(annotations)
	}
}

test_denies_the_controllers_setting if {
	message := `ConfigMap "nginx" lets annotations write the ingress controller's configuration`
	every value in ["true", "True", "yes", true, 1] {
		found := {{"msg": message, "path": ["data", "allow-snippet-annotations"]}}
		rule.deny == found with input as settings({"allow-snippet-annotations": value})
	}
}

test_allows_the_setting_that_is_off_or_not_there if {
	every values in [{"allow-snippet-annotations": "false"}, {"allow-snippet-annotations": false}, {"a": "b"}, {}, null] {
		rule.deny == set() with input as settings(values)
	}
}

test_looks_at_each_kind_for_its_own_thing if {
	both := {
		"metadata": {"name": "a", "annotations": {"nginx.org/server-snippets": "x"}},
		"data": {"allow-snippet-annotations": "true"},
	}
	count(rule.deny) == 1 with input as object.union(both, {"kind": "Ingress"})
	count(rule.deny) == 1 with input as object.union(both, {"kind": "ConfigMap"})
	count(rule.deny) == 0 with input as object.union(both, {"kind": "Service"})
}
