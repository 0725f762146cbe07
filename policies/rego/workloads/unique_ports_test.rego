package slipway.rules.workloads.unique_ports_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.unique_ports

two(first, second) := fixtures.pod({"containers": [{"name": "app", "ports": [first]}, {"name": "proxy", "ports": [second]}]})

test_denies_one_port_in_two_containers if {
	unique_ports.deny == {{
		"msg": `container "proxy" has the port 80 that container "app" has`,
		"path": ["spec", "containers", 1, "ports", 0, "containerPort"],
	}} with input as two({"containerPort": 80}, {"containerPort": 80, "protocol": "TCP"})
}

test_denies_one_port_twice_in_a_container if {
	unique_ports.deny == {{
		"msg": `container "app" has the port 80 that it has`,
		"path": ["spec", "containers", 0, "ports", 1, "containerPort"],
	}} with input as fixtures.with_container({"ports": [{"containerPort": 80}, {"containerPort": 80}]})
}

test_denies_one_name_in_two_containers if {
	unique_ports.deny == {{
		"msg": `container "proxy" calls a port "http", as container "app" does`,
		"path": ["spec", "containers", 1, "ports", 0, "name"],
	}} with input as two({"containerPort": 80, "name": "http"}, {"containerPort": 81, "name": "http"})
}

test_one_name_in_a_container_is_another_rules if {
	unique_ports.deny == set() with input as fixtures.with_container({"ports": [{"containerPort": 1, "name": "a"}, {"containerPort": 2, "name": "a"}]})
}

test_allows_ports_that_differ if {
	unique_ports.deny == set() with input as two({"containerPort": 80, "name": "a"}, {"containerPort": 81, "name": "b"})
	unique_ports.deny == set() with input as two({"containerPort": 53, "protocol": "UDP"}, {"containerPort": 53})
	unique_ports.deny == set() with input as two({}, {})
	unique_ports.deny == set() with input as fixtures.every_container({"ports": [{"containerPort": 80}, 5]})
}

replicated(image) := {"template": {"spec": {"template": {"spec": {"containers": [{
	"name": "a",
	"image": image,
	"ports": [{"containerPort": 1, "name": "x"}],
}]}}}}}

test_pods_of_one_document_may_have_the_same_ports if {
	unique_ports.deny == set() with input as {"apiVersion": "jobset.x-k8s.io/v1", "kind": "JobSet", "spec": {"replicatedJobs": [replicated("a"), replicated("b")]}}
}
