# METADATA
# title: The hosts that a document takes traffic of
# description: Of Ingress, of the Gateway API's gateways and routes, and of Istio's gateways and virtual services.
package slipway.lib.hosts

import data.slipway.lib.objects

# METADATA
# description: Each host as written, with where it is; Istio's `namespace/host` without its namespace.
hosts contains {"host": entry.host, "path": ["spec", "rules", number, "host"]} if {
	input.kind == "Ingress"
	some number, entry in input.spec.rules
	is_string(entry.host)
}

hosts contains {"host": host, "path": ["spec", "hostnames", number]} if {
	input.kind in {"HTTPRoute", "GRPCRoute", "TLSRoute"}
	some number, host in input.spec.hostnames
	is_string(host)
}

hosts contains {"host": listener.hostname, "path": ["spec", "listeners", number, "hostname"]} if {
	gateway_api
	some number, listener in input.spec.listeners
	is_string(listener.hostname)
}

hosts contains {"host": bare(host), "path": ["spec", "servers", server, "hosts", number]} if {
	istio_gateway
	some server, entry in input.spec.servers
	some number, host in entry.hosts
	is_string(host)
}

hosts contains {"host": host, "path": ["spec", "hosts", number]} if {
	input.kind == "VirtualService"
	some number, host in input.spec.hosts
	is_string(host)
}

bare(host) := split(host, "/")[1] if contains(host, "/")

bare(host) := host if not contains(host, "/")

# METADATA
# description: Whether the document is a Gateway of the Gateway API.
gateway_api if {
	input.kind == "Gateway"
	objects.of_group(input, "gateway.networking.k8s.io")
}

# METADATA
# description: Whether the document is a Gateway of Istio.
istio_gateway if {
	input.kind == "Gateway"
	objects.of_group(input, "networking.istio.io")
}
