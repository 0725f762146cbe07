package slipway.rules.services.node_port_test

import data.slipway.rules.services.node_port as rule

service(spec) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart"}, "spec": spec}

test_denies_the_type if {
	found := {{"msg": `Service "cart" is of type NodePort`, "path": ["spec", "type"]}}
	rule.deny == found with input as service({"type": "NodePort"})
}

test_allows_other_types_and_nothing if {
	every spec in [{"type": "ClusterIP"}, {"type": "LoadBalancer"}, {"ports": [{"nodePort": 30000}]}, {}, null, {"type": null}] {
		rule.deny == set() with input as service(spec)
	}
}

test_leaves_other_groups_alone if {
	other := object.union(service({"type": "NodePort"}), {"apiVersion": "serving.knative.dev/v1"})
	rule.deny == set() with input as other
}
