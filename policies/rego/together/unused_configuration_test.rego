package slipway.rules.together.unused_configuration_test

import data.slipway.rules.together.unused_configuration as rule

pod := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "cart"},
	"spec": {"imagePullSecrets": [{"name": "registry"}], "volumes": [{"configMap": {"name": "settings"}}]},
}

holder(kind, name, more) := object.union({"apiVersion": "v1", "kind": kind, "metadata": {"name": name}}, more)

test_names_what_nobody_uses if {
	every kind in ["ConfigMap", "Secret"] {
		found := {{"msg": sprintf(`%s "old" is used by nothing here`, [kind]), "path": [], "resource": 1}}
		every labels in [
			{"app.kubernetes.io/name": "x"}, {"app": "x"}, {"helm.sh/chart": "x"}, {"heritage": "x"}, {"release": "x"},
			{"chart": "x"}, {"slipway.dev/team": "x"}, null,
		] {
			resources := [pod, holder(kind, "old", {"metadata": {"labels": labels}})]
			rule.deny == found with input as {"resources": resources}
			rule.deny == set() with input as {"resources": resources, "whole": false}
		}
	}
}

test_allows_what_is_mentioned if {
	rule.deny == set() with input as {"resources": [
		pod,
		holder("ConfigMap", "settings", {}),
		holder("Secret", "registry", {}),
		holder("Secret", "tls", {}),
		{"kind": "Ingress", "spec": {"tls": [{"secretName": "tls"}]}},
		holder("Secret", "account", {}),
		{"kind": "ServiceAccount", "secrets": [{"name": "account"}]},
		holder("Secret", "pull", {}),
		{"kind": "ServiceAccount", "imagePullSecrets": [{"name": "pull"}]},
	]}
}

test_a_mention_in_a_webhook_or_a_binding_counts if {
	every part in ["webhooks", "subjects"] {
		rule.deny == set() with input as {"resources": [pod, holder("Secret", "used", {}), {"kind": "X", part: [{"a": "used"}]}]}
	}
}

test_a_mention_in_another_configuration_is_none if {
	found := {{"msg": `Secret "old" is used by nothing here`, "path": [], "resource": 1}}
	rule.deny == found with input as {"resources": [
		pod,
		holder("Secret", "old", {}),
		{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "spec": {"a": "old"}},
		{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "registry"}, "spec": {"a": "old"}},
	]}
}

test_allows_what_is_looked_up_by_label_or_type if {
	every more in [
		{"metadata": {"labels": {"grafana_dashboard": "1"}}}, {"type": "kubernetes.io/service-account-token"},
		{"type": "bootstrap.kubernetes.io/token"}, {"type": "helm.sh/release.v1"},
	] {
		rule.deny == set() with input as {"resources": [pod, holder("Secret", "old", more)]}
	}
}

test_names_it_where_its_namespace_is_here if {
	space := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
	count(rule.deny) == 1 with input as {"resources": [pod, holder("Secret", "old", {}), space], "whole": false}
}

test_says_nothing_where_nothing_runs if {
	rule.deny == set() with input as {"resources": [holder("Secret", "old", {})]}
}
