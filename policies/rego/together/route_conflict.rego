# METADATA
# title: One VirtualService routes a host
# description: >-
#   Of two for one host in the mesh only the older counts; at a gateway their routes are merged in an order that nobody
#   wrote.
# related_resources:
#   - https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services
# custom:
#   id: SLIP-SET-019
#   severity: medium
#   controls: []
#   remediation: >-
#     Put the host's routes into one VirtualService, or delegate to others from it.
#   kinds: [VirtualService]
#   judges: set
package slipway.rules.together.route_conflict

import data.slipway.lib.backends
import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec", "hosts", claim.place], "resource": claim.number} if {
	some [host, gateway], claims in claimed
	count({one.number | some one in claims}) > 1
	some claim in claims
	others := {objects.described(together.documents[other.number]) | some other in claims; other.number != claim.number}
	message := sprintf("%s routes %s at %s, as %s does", [
		objects.described(together.documents[claim.number]),
		host,
		gateway,
		objects.listed(others),
	])
}

claimed[[host, gateway]] contains {"number": number, "place": place} if {
	some number in together.of_kind("networking.istio.io", "VirtualService")
	document := together.documents[number]
	some place, given in document.spec.hosts
	host := backends.full(given, document)
	some gateway in gateways(document)
}

# A gateway without a namespace is one of the document's own; `mesh` is every proxy of the mesh.
gateways(document) := {"mesh"} if count(objects.texts(object.get(document, ["spec", "gateways"], []))) == 0

gateways(document) := {qualified(gateway, document) | some gateway in given} if {
	given := objects.texts(object.get(document, ["spec", "gateways"], []))
	count(given) > 0
}

qualified("mesh", _) := "mesh"

qualified(gateway, _) := gateway if contains(gateway, "/")

qualified(gateway, document) := sprintf("%s/%s", [together.namespace(document), gateway]) if {
	gateway != "mesh"
	not contains(gateway, "/")
}
