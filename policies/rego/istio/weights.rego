# METADATA
# title: A route's weights add to 100
# description: >-
#   Weights are shares of their sum; where that isn't 100 the figure that a reader sees isn't the share of traffic that
#   goes there.
# related_resources:
#   - https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination
# custom:
#   id: SLIP-ISTIO-006
#   severity: medium
#   controls: []
#   remediation: >-
#     Make the weights of each route add to 100.
#   kinds: [VirtualService]
package slipway.rules.istio.weights

import data.slipway.lib.istio
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", protocol, number, "route"]} if {
	objects.of_group(input, istio.networking)
	some protocol in ["http", "tcp", "tls"]
	some number, entry in input.spec[protocol]
	count(entry.route) > 1
	weights := [object.get(objects.mapping(destination), "weight", 0) | some destination in entry.route]
	total := added(weights)
	total != 100
	message := sprintf("%s has a route whose weights add to %v", [objects.described(input), total])
}

# The sum of what isn't all numbers is undefined.
added(weights) := total if {
	total := sum(weights)
} else := "nothing: one is no number"
