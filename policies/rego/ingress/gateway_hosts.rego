# METADATA
# title: A gateway names its hosts
# description: >-
#   A listener, route or virtual service for `*`, or a listener without a host name, takes the traffic of every name
#   that nobody else claims.
# related_resources:
#   - https://gateway-api.sigs.k8s.io/concepts/hostnames/
#   - https://istio.io/latest/docs/ops/best-practices/security/#avoid-overly-broad-hosts-configurations
# custom:
#   id: SLIP-INGRESS-008
#   severity: medium
#   controls: [ingress/wildcardHost, nsa/externalTraffic]
#   remediation: >-
#     Write each host in full; a listener for a team's domain (`*.team.example.com`) has a waiver.
#   kinds: [Gateway, HTTPRoute, GRPCRoute, TLSRoute, VirtualService]
package slipway.rules.ingress.gateway_hosts

import data.slipway.lib.hosts
import data.slipway.lib.objects

deny contains {"msg": message, "path": found.path} if {
	some found in hosts.hosts
	contains(found.host, "*")
	message := sprintf("%s takes the hosts %s", [objects.described(input), found.host])
}

deny contains {"msg": message, "path": ["spec", "listeners", number, "hostname"]} if {
	hosts.gateway_api
	some number, listener in input.spec.listeners
	object.get(listener, "hostname", null) in {null, ""}
	message := sprintf("%s takes every host: listener %v names none", [
		objects.described(input),
		object.get(listener, "name", number),
	])
}
