# METADATA
# title: A route's subset is there
# description: >-
#   A route to a subset that no DestinationRule of the host defines answers each request with 503.
# related_resources:
#   - https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule
# custom:
#   id: SLIP-SET-018
#   severity: high
#   controls: []
#   remediation: >-
#     Add the subset to the host's DestinationRule, or mend its name.
#   kinds: [VirtualService]
#   judges: set
package slipway.rules.together.missing_subset

import data.slipway.lib.backends
import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": array.concat(backend.path, ["subset"]), "resource": number} if {
	some [number, backend] in asked
	rules := object.get(destinations, [backend.host], set())
	count(rules) > 0
	not backend.subset in subsets(rules)
	message := sprintf("%s sends to the subset %v of %s, which %s doesn't have", [
		objects.described(together.documents[number]),
		backend.subset,
		backend.host,
		objects.listed({objects.described(together.documents[rule]) | some rule in rules}),
	])
}

unknown contains {"msg": message, "path": array.concat(backend.path, ["subset"]), "resource": number} if {
	some [number, backend] in asked
	not destinations[backend.host]
	message := sprintf("%s sends to the subset %v of %s, whose DestinationRule isn't here", [
		objects.described(together.documents[number]),
		backend.subset,
		backend.host,
	])
}

asked contains [number, backend] if {
	some number, found in backends.of
	some backend in found
	backend.host != null
	backend.subset != null
}

destinations[host] contains number if {
	some number in together.of_kind("networking.istio.io", "DestinationRule")
	document := together.documents[number]
	host := backends.full(document.spec.host, document)
}

subsets(rules) := {subset.name |
	some rule in rules
	some subset in together.documents[rule].spec.subsets
}
