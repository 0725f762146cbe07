package slipway.rules.together.backend_port_test

import data.slipway.rules.together.backend_port as rule

ingress(port) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "shop"},
	"spec": {"rules": [{"http": {"paths": [{"backend": {"service": {"name": "cart", "port": port}}}]}}]},
}

service(ports) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart"}, "spec": {"ports": ports}}

path := ["spec", "rules", 0, "http", "paths", 0, "backend", "service"]

test_denies_a_port_that_is_not_there if {
	found := {{
		"msg": `Ingress "shop" sends to port 80 of Service "cart", which has 8080, http`,
		"path": path,
		"resource": 1,
	}}
	rule.deny == found with input as {"resources": [service([{"port": 8080, "name": "http"}]), ingress({"number": 80})]}
	one := {{
		"msg": `Ingress "shop" sends to port 80 of Service "cart", which has 8080`,
		"path": path,
		"resource": 1,
	}}
	rule.deny == one with input as {"resources": [service([{"port": 8080}]), ingress({"number": 80})]}
	none := {{"msg": `Ingress "shop" sends to port web of Service "cart", which has none`, "path": path, "resource": 1}}
	rule.deny == none with input as {"resources": [service(null), ingress({"name": "web"})]}
}

test_allows_ports_that_are_there if {
	every port in [{"number": 8080}, {"name": "http"}, {}] {
		rule.deny == set() with input as {"resources": [service([{"port": 8080, "name": "http"}]), ingress(port)]}
	}
	rule.deny == set() with input as {"resources": [ingress({"number": 80})]}
}
