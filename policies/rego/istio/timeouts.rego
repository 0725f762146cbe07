# METADATA
# title: A route's time holds its retries
# description: >-
#   Tries that together take longer than the route's timeout are cut off; those that are left over load a server for an
#   answer nobody waits for. Many retries make a small outage a large one.
# related_resources:
#   - https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
# custom:
#   id: SLIP-ISTIO-004
#   severity: low
#   controls: []
#   remediation: >-
#     Keep attempts at 5 or less, and perTryTimeout × attempts at or below timeout.
#   kinds: [VirtualService]
package slipway.rules.istio.timeouts

import data.slipway.lib.istio
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "http", number, "retries", "attempts"]} if {
	some number, route in istio.http_routes
	route.retries.attempts > 5
	message := sprintf("%s tries a request again up to %v times", [objects.described(input), route.retries.attempts])
}

deny contains {"msg": message, "path": ["spec", "http", number, "timeout"]} if {
	some number, route in istio.http_routes
	whole := istio.seconds(route.timeout)
	whole > 0
	tries := istio.seconds(route.retries.perTryTimeout) * route.retries.attempts
	tries > whole
	message := sprintf("%s gives a route %v for %v tries of %v", [
		objects.described(input),
		route.timeout,
		route.retries.attempts,
		route.retries.perTryTimeout,
	])
}

deny contains {"msg": message, "path": ["spec", "http", number, "timeout"]} if {
	some number, route in istio.http_routes
	not istio.seconds(route.timeout)
	message := sprintf("%s has a timeout that is no duration: %v", [objects.described(input), route.timeout])
}
