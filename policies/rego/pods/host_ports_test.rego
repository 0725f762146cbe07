package slipway.rules.pods.host_ports_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.host_ports

test_denies_each_port_of_the_node if {
	host_ports.deny == {
		{
			"msg": `container "app" takes port 8080 of the node`,
			"path": ["spec", "containers", 0, "ports", 0, "hostPort"],
		},
		{
			"msg": `container "app" takes port "53" of the node`,
			"path": ["spec", "containers", 0, "ports", 2, "hostPort"],
		},
	} with input as fixtures.with_container({"ports": [{"hostPort": 8080}, {"containerPort": 1}, {"hostPort": "53"}]})
}

test_denies_in_every_list_of_containers if {
	found := host_ports.deny with input as fixtures.every_container({"ports": [{"hostPort": 1}]})
	count(found) == 3
}

test_allows_zero_null_and_nothing if {
	every ports in [[{"hostPort": 0}], [{"hostPort": null}], [{"containerPort": 80}], [], null, [7]] {
		host_ports.deny == set() with input as fixtures.with_container({"ports": ports})
	}
}
