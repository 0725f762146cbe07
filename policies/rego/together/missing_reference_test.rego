package slipway.rules.together.missing_reference_test

import data.slipway.rules.together.missing_reference as rule

space := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "cart", "namespace": "shop"}, "spec": spec}

account := {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "cart", "namespace": "shop"}}

path := ["spec", "serviceAccountName"]

test_denies_what_is_missing_in_its_whole_namespace if {
	found := {{"msg": `Pod "cart" needs ServiceAccount "cart", which isn't there`, "path": path, "resource": 1}}
	rule.deny == found with input as {"resources": [space, pod({"serviceAccountName": "cart"})]}
	rule.unknown == set() with input as {"resources": [space, pod({"serviceAccountName": "cart"})]}
}

test_can_not_tell_elsewhere if {
	found := {{"msg": `Pod "cart" needs ServiceAccount "cart", which isn't here`, "path": path, "resource": 0}}
	every resources in [
		[pod({"serviceAccountName": "cart"})],
		[pod({"serviceAccountName": "cart"}), space, {"apiVersion": "postgresql.cnpg.io/v1"}],
	] {
		rule.unknown == found with input as {"resources": resources}
		rule.deny == set() with input as {"resources": resources}
	}
}

test_can_not_tell_of_secrets_and_of_kubernetes_own if {
	secret := {"volumes": [{"secret": {"secretName": "tls"}}]}
	rule.unknown == {{
		"msg": `Pod "cart" needs Secret "tls", which isn't here`,
		"path": ["spec", "volumes", 0, "secret"],
		"resource": 1,
	}} with input as {"resources": [space, pod(secret)]}
	rule.deny == set() with input as {"resources": [space, pod(secret)]}
	root := {"volumes": [{"configMap": {"name": "kube-root-ca.crt"}}]}
	rule.deny == set() with input as {"resources": [space, pod(root)]}
	count(rule.unknown) == 1 with input as {"resources": [space, pod(root)]}
}

test_allows_what_is_there_optional_or_default if {
	every spec in [
		{"serviceAccountName": "cart"}, {"serviceAccountName": "default"},
		{"volumes": [{"configMap": {"name": "a", "optional": true}}]}, {},
	] {
		rule.deny == set() with input as {"resources": [space, account, pod(spec)]}
		rule.unknown == set() with input as {"resources": [space, account, pod(spec)]}
	}
}
