package slipway.rules.ingress.tls_test

import data.slipway.rules.ingress.tls as rule

ingress(annotations, spec) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "cart", "annotations": annotations},
	"spec": spec,
}

found := {{"msg": `Ingress "cart" has no TLS`, "path": ["spec", "tls"]}}

test_denies_none if {
	every spec in [{}, {"tls": []}, {"tls": null}, {"tls": "yes"}, null, {"tls": {}}] {
		rule.deny == found with input as ingress({"kubernetes.io/ingress.allow-http": "false"}, spec)
	}
}

test_allows_a_list if {
	every spec in [{"tls": [{}]}, {"tls": [{"hosts": ["cart.example.com"], "secretName": "cart"}]}] {
		rule.deny == set() with input as ingress({}, spec)
	}
}

test_allows_a_load_balancer_that_listens_to_https_only if {
	rule.deny == set() with input as ingress({"alb.ingress.kubernetes.io/listen-ports": `[{"HTTPS": 443}]`}, {})
}

test_denies_a_load_balancer_that_listens_to_http_too if {
	every ports in [`[{"HTTP": 80}, {"HTTPS": 443}]`, `[]`, `garbage`, `[{"HTTP": 80}]`, ""] {
		rule.deny == found with input as ingress({"alb.ingress.kubernetes.io/listen-ports": ports}, {})
	}
}

test_leaves_other_groups_alone if {
	rule.deny == set() with input as object.union(ingress({}, {}), {"apiVersion": "config.openshift.io/v1"})
	rule.deny == found with input as object.union(ingress({}, {}), {"apiVersion": "extensions/v1beta1"})
}
