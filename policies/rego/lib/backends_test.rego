package slipway.lib.backends_test

import data.slipway.lib.backends

ingress(service) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "i", "namespace": "shop"},
	"spec": {"rules": [{"http": {"paths": [{"backend": {"service": service}}]}}, {"http": null}]},
}

test_backends_of_an_ingress if {
	expected := {
		"service": "cart",
		"place": "shop",
		"port": 80,
		"path": ["spec", "rules", 0, "http", "paths", 0, "backend", "service"],
		"host": null,
		"subset": null,
	}
	backends.of == {0: {expected}} with input as {"resources": [ingress({"name": "cart", "port": {"number": 80}})]}
	backends.of == {0: {object.union(expected, {"port": "http"})}} with input as {"resources": [
		ingress({"name": "cart", "port": {"name": "http"}}),
	]}
	backends.of == {0: {object.union(expected, {"port": null})}} with input as {"resources": [ingress({"name": "cart"})]}
}

test_backends_of_routes if {
	every kind in ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"] {
		route := {
			"apiVersion": "gateway.networking.k8s.io/v1",
			"kind": kind,
			"metadata": {"namespace": "shop"},
			"spec": {"rules": [{"backendRefs": [
				{"name": "cart", "port": 80},
				{"name": "other", "namespace": "there", "kind": "Service"},
				{"name": "x", "kind": "ServiceImport"},
			]}]},
		}
		backends.of == {0: {
			{
				"service": "cart",
				"place": "shop",
				"port": 80,
				"path": ["spec", "rules", 0, "backendRefs", 0],
				"host": null,
				"subset": null,
			},
			{
				"service": "other",
				"place": "there",
				"port": null,
				"path": ["spec", "rules", 0, "backendRefs", 1],
				"host": null,
				"subset": null,
			},
		}} with input as {"resources": [route]}
	}
}

test_backends_of_a_virtual_service if {
	every protocol in ["http", "tcp", "tls"] {
		route := {
			"apiVersion": "networking.istio.io/v1",
			"kind": "VirtualService",
			"metadata": {"namespace": "shop"},
			"spec": {protocol: [{"route": [
				{"destination": {"host": "cart", "subset": "v1", "port": {"number": 80}}},
				{"destination": {"host": "api.example.com"}},
			]}]},
		}
		backends.of == {0: {
			{
				"service": "cart",
				"place": "shop",
				"port": 80,
				"path": ["spec", protocol, 0, "route", 0, "destination"],
				"host": "cart.shop.svc.cluster.local",
				"subset": "v1",
			},
			{
				"service": null,
				"place": "",
				"port": null,
				"path": ["spec", protocol, 0, "route", 1, "destination"],
				"host": "api.example.com",
				"subset": null,
			},
		}} with input as {"resources": [route]}
	}
}

test_full if {
	document := {"metadata": {"namespace": "shop"}}
	backends.full("cart", document) == "cart.shop.svc.cluster.local"
	backends.full("cart.shop.svc.cluster.local.", document) == "cart.shop.svc.cluster.local"
	backends.full("cart", {}) == "cart..svc.cluster.local"
	not backends.full(7, document)
}

test_services if {
	resources := [
		{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart", "namespace": "shop"}},
		{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart", "namespace": "other"}},
		{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart"}},
		{"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "cart", "namespace": "shop"}},
	]
	backends.services({"service": "cart", "place": "shop"}) == {0, 2} with input as {"resources": resources}
	backends.services({"service": "cart", "place": ""}) == {0, 1, 2} with input as {"resources": resources}
	backends.services({"service": "x", "place": "shop"}) == set() with input as {"resources": resources}
	backends.services({"service": null, "place": ""}) == set() with input as {"resources": resources}
}
