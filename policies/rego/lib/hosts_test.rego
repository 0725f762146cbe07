package slipway.lib.hosts_test

import data.slipway.lib.hosts

test_hosts_of_an_ingress if {
	hosts.hosts == {{"host": "a", "path": ["spec", "rules", 1, "host"]}} with input as {
		"kind": "Ingress",
		"spec": {"rules": [{}, {"host": "a"}, {"host": 7}, null]},
	}
}

test_hosts_of_a_route if {
	every kind in ["HTTPRoute", "GRPCRoute", "TLSRoute"] {
		hosts.hosts == {{"host": "a", "path": ["spec", "hostnames", 0]}} with input as {
			"kind": kind,
			"spec": {"hostnames": ["a", 7]},
		}
	}
}

test_hosts_of_a_gateway_of_the_gateway_api if {
	hosts.hosts == {{"host": "a", "path": ["spec", "listeners", 1, "hostname"]}} with input as {
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind": "Gateway",
		"spec": {"listeners": [{}, {"hostname": "a"}], "servers": [{"hosts": ["b"]}]},
	}
}

test_hosts_of_a_gateway_of_istio if {
	expected := {
		{"host": "a", "path": ["spec", "servers", 0, "hosts", 0]},
		{"host": "b", "path": ["spec", "servers", 0, "hosts", 1]},
	}
	hosts.hosts == expected with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "Gateway",
		"spec": {"listeners": [{"hostname": "c"}], "servers": [{"hosts": ["a", "shop/b", 7]}, null]},
	}
}

test_hosts_of_a_virtual_service if {
	hosts.hosts == {{"host": "a", "path": ["spec", "hosts", 0]}} with input as {
		"kind": "VirtualService",
		"spec": {"hosts": ["a", null]},
	}
}

test_no_hosts_elsewhere if {
	every other in [{"kind": "Pod", "spec": {"hosts": ["a"]}}, {"kind": "Ingress", "spec": null}, {"kind": "Gateway"}] {
		hosts.hosts == set() with input as other
	}
}
