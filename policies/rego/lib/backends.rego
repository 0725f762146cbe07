# METADATA
# title: Where routes send to
# description: |
#   The Services that Ingresses, the Gateway API's routes and Istio's VirtualServices of a set name, each with where, in which
#   namespace, and the port that is asked for.
package slipway.lib.backends

import data.slipway.lib.objects
import data.slipway.lib.together

# METADATA
# description: |
#   Of each route, by its number: `service` (a name), `place` (its namespace; empty where none is written), `port` (a number
#   or a name; null where none is asked for), `path`; of Istio's also `host` in full and `subset` (null if none).
of[number] contains {
	"service": service.name,
	"place": together.namespace(document),
	"port": object.get(service, ["port", "number"], object.get(service, ["port", "name"], null)),
	"path": ["spec", "rules", rule, "http", "paths", place, "backend", "service"],
	"host": null,
	"subset": null,
} if {
	some number in together.of_kind("networking.k8s.io", "Ingress")
	document := together.documents[number]
	some rule, entry in document.spec.rules
	some place, way in entry.http.paths
	service := way.backend.service
}

of[number] contains {
	"service": backend.name,
	"place": object.get(backend, "namespace", together.namespace(document)),
	"port": object.get(backend, "port", null),
	"path": ["spec", "rules", rule, "backendRefs", place],
	"host": null,
	"subset": null,
} if {
	some kind in ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"]
	some number in together.of_kind("gateway.networking.k8s.io", kind)
	document := together.documents[number]
	some rule, entry in document.spec.rules
	some place, backend in entry.backendRefs
	object.get(backend, "kind", "Service") == "Service"
}

of[number] contains {
	"service": cut[1],
	"place": cut[2],
	"port": object.get(destination, ["port", "number"], null),
	"path": ["spec", protocol, rule, "route", place, "destination"],
	"host": host,
	"subset": object.get(destination, "subset", null),
} if {
	some number in together.of_kind("networking.istio.io", "VirtualService")
	document := together.documents[number]
	some protocol in ["http", "tcp", "tls"]
	some rule, entry in document.spec[protocol]
	some place, route in entry.route
	destination := route.destination
	host := full(destination.host, document)
	cut := service(host)
}

# METADATA
# description: A host of Istio in full; a name without dots is a Service of the document's namespace.
full(host, document) := sprintf("%s.%s.svc.cluster.local", [host, together.namespace(document)]) if {
	is_string(host)
	not contains(host, ".")
} else := trim_suffix(host, ".")

# A host that is no Service of the cluster has neither name nor namespace.
service(host) := regex.find_all_string_submatch_n(`^([^.]+)\.([^.]*)\.svc\.cluster\.local$`, host, 1)[0] if {
	regex.match(`^[^.]+\.[^.]*\.svc\.cluster\.local$`, host)
} else := ["", null, ""]

# METADATA
# description: The Services that a backend may mean.
services(backend) := {number |
	some number in object.get(together.named, ["Service", backend.service], set())
	objects.of_group(together.documents[number], "")
	together.namespace(together.documents[number]) in {backend.place, ""}
} | {number |
	backend.place == ""
	some number in object.get(together.named, ["Service", backend.service], set())
	objects.of_group(together.documents[number], "")
}
