# METADATA
# title: A route sends to a Service that is there
# description: >-
#   A route to a Service that doesn't exist answers with an error; in the mesh the request may go nowhere at all.
# related_resources:
#   - https://istio.io/latest/docs/ops/common-problems/network-issues/
# custom:
#   id: SLIP-SET-017
#   severity: medium
#   controls: []
#   remediation: >-
#     Mend the name, or add the Service; a host outside of the mesh needs a ServiceEntry.
#   kinds: [Ingress, HTTPRoute, GRPCRoute, VirtualService]
#   judges: set
package slipway.rules.together.missing_backend

import data.slipway.lib.backends
import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": backend.path, "resource": number} if {
	some [number, backend] in astray
	told(backend)
	message := sprintf("%s sends to %s, which isn't there", [objects.described(together.documents[number]), shown(backend)])
}

unknown contains {"msg": message, "path": backend.path, "resource": number} if {
	some [number, backend] in astray
	not told(backend)
	message := sprintf("%s sends to %s, which isn't here", [objects.described(together.documents[number]), shown(backend)])
}

astray contains [number, backend] if {
	some number, found in backends.of
	some backend in found
	count(backends.services(backend)) == 0
	not backend.host in entered
}

# Hosts that a ServiceEntry brings into the mesh.
entered contains host if {
	some number in together.of_kind("networking.istio.io", "ServiceEntry")
	some host in together.documents[number].spec.hosts
}

# A Service of a namespace that the set holds whole can be missed; whatever else may be in another set.
told(backend) if {
	backend.place in together.owned
	not together.foreign_kinds
}

told(backend) if {
	backend.place == ""
	backend.service != null
	count(together.owned) == 1
	not together.foreign_kinds
}

shown(backend) := sprintf("Service %q", [backend.service]) if backend.service != null

shown(backend) := sprintf("the host %s", [backend.host]) if backend.service == null
