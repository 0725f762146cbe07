package slipway.rules.ingress.allow_http_test

import data.slipway.rules.ingress.allow_http as rule

ingress(annotations) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "cart", "annotations": annotations},
}

test_denies_each_setting if {
	every key, value in {
		"kubernetes.io/ingress.allow-http": "true",
		"nginx.ingress.kubernetes.io/ssl-redirect": "false",
		"nginx.ingress.kubernetes.io/force-ssl-redirect": "False",
		"nginx.org/redirect-to-https": false,
		"ingress.kubernetes.io/ssl-redirect": "false",
	} {
		message := sprintf(`Ingress "cart" serves plain HTTP: %s is %v`, [key, value])
		found := {{"msg": message, "path": ["metadata", "annotations", key]}}
		rule.deny == found with input as ingress({key: value, "a": "true"})
	}
}

test_allows_the_opposite_and_nothing if {
	every annotations in [
		{"kubernetes.io/ingress.allow-http": "false", "nginx.ingress.kubernetes.io/ssl-redirect": "true"},
		{},
		null,
		{"kubernetes.io/ingress.allow-http": null},
	] {
		rule.deny == set() with input as ingress(annotations)
	}
}

test_denies_in_the_old_group_too if {
	old := object.union(ingress({"kubernetes.io/ingress.allow-http": "true"}), {"apiVersion": "extensions/v1beta1"})
	count(rule.deny) == 1 with input as old
}

test_leaves_other_groups_alone if {
	other := object.union(ingress({"kubernetes.io/ingress.allow-http": "true"}), {"apiVersion": "example.org/v1"})
	rule.deny == set() with input as other
}
