package slipway.rules.together.missing_backend_test

import data.slipway.rules.together.missing_backend as rule

space := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}

other_space := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other"}}

ingress(place) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "shop", "namespace": place},
	"spec": {"rules": [{"http": {"paths": [{"backend": {"service": {"name": "cart"}}}]}}]},
}

service(name) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": "shop"}}

virtual(host) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": "shop", "namespace": "shop"},
	"spec": {"http": [{"route": [{"destination": {"host": host}}]}]},
}

path := ["spec", "rules", 0, "http", "paths", 0, "backend", "service"]

test_denies_what_is_missing_in_its_whole_namespace if {
	found := {{"msg": `Ingress "shop" sends to Service "cart", which isn't there`, "path": path, "resource": 1}}
	every place in ["shop", ""] {
		rule.deny == found with input as {"resources": [space, ingress(place), service("other")]}
		rule.unknown == set() with input as {"resources": [space, ingress(place)]}
	}
}

test_can_not_tell_elsewhere if {
	found := {{"msg": `Ingress "shop" sends to Service "cart", which isn't here`, "path": path, "resource": 0}}
	foreign := {"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "k"}}
	every resources in [[ingress("shop")], [ingress("other"), space], [ingress(""), space, other_space], [ingress("shop"), space, foreign], [ingress(""), space, foreign]] {
		rule.unknown == found with input as {"resources": resources}
		rule.deny == set() with input as {"resources": resources}
	}
	outside := {{
		"msg": `VirtualService "shop" sends to the host api.example.com, which isn't here`,
		"path": ["spec", "http", 0, "route", 0, "destination"],
		"resource": 1,
	}}
	rule.unknown == outside with input as {"resources": [space, virtual("api.example.com")]}
	rule.deny == set() with input as {"resources": [space, virtual("api.example.com")]}
}

test_allows_services_and_entered_hosts if {
	rule.deny == set() with input as {"resources": [space, ingress("shop"), service("cart")]}
	rule.unknown == set() with input as {"resources": [ingress("shop"), service("cart")]}
	entry := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "ServiceEntry",
		"spec": {"hosts": ["x", "api.example.com"]},
	}
	rule.unknown == set() with input as {"resources": [virtual("api.example.com"), entry]}
}
