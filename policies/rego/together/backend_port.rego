# METADATA
# title: A route asks for a port that its Service has
# description: >-
#   A route to a port that the Service doesn't have answers every request with an error.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/ingress/
# custom:
#   id: SLIP-SET-016
#   severity: high
#   controls: []
#   remediation: >-
#     Name a port of the Service.
#   kinds: [Ingress, HTTPRoute, GRPCRoute, VirtualService]
#   judges: set
package slipway.rules.together.backend_port

import data.slipway.lib.backends
import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": backend.path, "resource": number} if {
	some number, found in backends.of
	some backend in found
	backend.port != null
	services := backends.services(backend)
	count(services) > 0
	every service in services {
		not backend.port in ports(together.documents[service])
	}
	message := sprintf("%s sends to port %v of Service %q, which has %s", [
		objects.described(together.documents[number]),
		backend.port,
		backend.service,
		shown({port | some service in services; some port in ports(together.documents[service])}),
	])
}

ports(service) := {one |
	some port in service.spec.ports
	some field in ["port", "name"]
	one := port[field]
}

shown(ports) := objects.listed(ports) if count(ports) > 0

shown(ports) := "none" if count(ports) == 0
