package slipway.rules.services.load_balancer_test

import data.slipway.rules.services.load_balancer as rule

service(annotations, spec) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "cart", "annotations": annotations},
	"spec": spec,
}

test_denies_a_public_one if {
	found := {{"msg": `Service "cart" makes a public load balancer of its own`, "path": ["spec", "type"]}}
	every annotations in [{}, null, {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing"}] {
		rule.deny == found with input as service(annotations, {"type": "LoadBalancer"})
	}
}

test_denies_an_internal_one_and_says_so if {
	found := {{"msg": `Service "cart" makes an internal load balancer of its own`, "path": ["spec", "type"]}}
	every annotations in [
		{"service.beta.kubernetes.io/aws-load-balancer-internal": "true"},
		{"service.beta.kubernetes.io/aws-load-balancer-internal": "0.0.0.0/0"},
		{"service.beta.kubernetes.io/aws-load-balancer-scheme": "internal"},
		{"service.beta.kubernetes.io/azure-load-balancer-internal": "true"},
		{"networking.gke.io/load-balancer-type": "Internal"},
	] {
		rule.deny == found with input as service(annotations, {"type": "LoadBalancer"})
	}
}

test_allows_other_types_and_nothing if {
	every spec in [{"type": "ClusterIP"}, {"type": "NodePort"}, {}, null] {
		rule.deny == set() with input as service({}, spec)
	}
}

test_leaves_other_groups_alone if {
	other := object.union(service({}, {"type": "LoadBalancer"}), {"apiVersion": "example.org/v1"})
	rule.deny == set() with input as other
}
