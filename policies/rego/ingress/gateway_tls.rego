# METADATA
# title: A gateway's listeners speak TLS
# description: >-
#   A listener without TLS, or one that ends it without a certificate of its own, lets everyone on the way read and
#   change what is sent.
# related_resources:
#   - https://gateway-api.sigs.k8s.io/guides/tls/
#   - https://istio.io/latest/docs/reference/config/networking/gateway/
# custom:
#   id: SLIP-INGRESS-009
#   severity: high
#   controls: [nsa/externalTraffic, nsa/encryption, cis-eks/5.4.5]
#   remediation: >-
#     Use protocol HTTPS or TLS with `certificateRefs`; a listener for HTTP that only redirects has a waiver. At an
#     Istio gateway set `tls.mode` SIMPLE or MUTUAL, or `httpsRedirect`.
#   kinds: [Gateway]
package slipway.rules.ingress.gateway_tls

import data.slipway.lib.hosts
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "listeners", number]} if {
	hosts.gateway_api
	some number, listener in input.spec.listeners
	what := lacking(listener)
	message := sprintf("%s: listener %v %s", [objects.described(input), object.get(listener, "name", number), what])
}

deny contains {"msg": message, "path": ["spec", "servers", number]} if {
	hosts.istio_gateway
	some number, server in input.spec.servers
	in_the_clear(server)
	message := sprintf("%s: server %v speaks HTTP in the clear and doesn't redirect", [
		objects.described(input),
		object.get(server, ["port", "number"], number),
	])
}

lacking(listener) := "speaks HTTP in the clear" if object.get(listener, "protocol", "HTTP") == "HTTP"

lacking(listener) := "has no certificate" if {
	listener.protocol in {"HTTPS", "TLS"}
	object.get(listener, ["tls", "mode"], "Terminate") == "Terminate"
	object.get(listener, ["tls", "certificateRefs"], []) in {[], null}
	object.get(listener, ["tls", "options"], {}) in {{}, null}
}

in_the_clear(server) if {
	upper(server.port.protocol) in {"HTTP", "HTTP2", "GRPC"}
	object.get(server, ["tls", "mode"], "PASSTHROUGH") == "PASSTHROUGH"
	object.get(server, ["tls", "httpsRedirect"], false) != true
}
