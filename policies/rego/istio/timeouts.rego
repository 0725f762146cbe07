# METADATA
# title: A route's time ends, and holds its retries
# description: >-
#   A route without an end to its time, or with tries that last as long, holds callers and their connections for as long as a
#   server hangs. Tries that together take longer than the route's timeout are cut off; those that are left over load a server
#   for an answer nobody waits for, and a try that has no time of its own has the route's whole, as Istio's reference says, so
#   that nothing is left for the next. Many retries make a small outage a large one.
# related_resources:
#   - https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute
#   - https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
# custom:
#   id: SLIP-ISTIO-004
#   severity: low
#   controls: []
#   remediation: >-
#     Give the route a timeout above 0s and of at most an hour (waive it for a route of streams), keep attempts at 5 or less,
#     say perTryTimeout, of at most five minutes, and keep perTryTimeout × attempts at or below timeout.
#   kinds: [VirtualService]
package slipway.rules.istio.timeouts

import data.slipway.lib.istio
import data.slipway.lib.objects

# In seconds, and ours: who asked has long gone by then, and `timeout: 9999h` is no end either.
longest := {"timeout": 3600, "perTryTimeout": 300}

deny contains {"msg": message, "path": ["spec", "http", number, "retries", "attempts"]} if {
	some number, route in istio.http_routes
	route.retries.attempts > 5
	message := sprintf("%s tries a request again up to %v times", [objects.described(input), route.retries.attempts])
}

deny contains {"msg": message, "path": ["spec", "http", number, "timeout"]} if {
	some number, route in istio.http_routes
	whole := istio.seconds(route.timeout)
	whole > 0
	each := istio.seconds(route.retries.perTryTimeout)
	each <= whole
	each * route.retries.attempts > whole
	message := sprintf("%s gives a route %v for %v tries of %v", [
		objects.described(input),
		route.timeout,
		route.retries.attempts,
		route.retries.perTryTimeout,
	])
}

deny contains {"msg": message, "path": ["spec", "http", number, "retries", "perTryTimeout"]} if {
	some number, route in istio.http_routes
	whole := istio.seconds(route.timeout)
	whole > 0
	istio.seconds(route.retries.perTryTimeout) > whole
	message := sprintf("%s gives each try %v, and the route no more than %v", [
		objects.described(input),
		route.retries.perTryTimeout,
		route.timeout,
	])
}

deny contains {"msg": message, "path": ["spec", "http", number, "retries", "perTryTimeout"]} if {
	some number, route in istio.http_routes
	route.retries.attempts > 0
	istio.seconds(route.timeout) > 0
	object.get(route.retries, "perTryTimeout", null) == null
	message := sprintf("%s gives each of %v tries the route's whole %v, for want of perTryTimeout", [
		objects.described(input),
		route.retries.attempts,
		route.timeout,
	])
}

deny contains {"msg": message, "path": array.concat(["spec", "http", number], time.path)} if {
	some number, route in istio.http_routes
	some time in times(route)
	not istio.seconds(time.value)
	message := sprintf("%s has a %s that is no duration: %v", [objects.described(input), time.name, time.value])
}

deny contains {"msg": message, "path": array.concat(["spec", "http", number], time.path)} if {
	some number, route in istio.http_routes
	some time in times(route)
	istio.seconds(time.value) <= 0
	message := sprintf("%s sets no end by %s: %v", [objects.described(input), time.name, time.value])
}

deny contains {"msg": message, "path": array.concat(["spec", "http", number], time.path)} if {
	some number, route in istio.http_routes
	some time in times(route)
	istio.seconds(time.value) > longest[time.name]
	message := sprintf("%s has a %s longer than %v s: %v", [objects.described(input), time.name, longest[time.name], time.value])
}

# What is null is as good as left out.
times(route) := {{"name": path[count(path) - 1], "path": path, "value": value} |
	some path in [["timeout"], ["retries", "perTryTimeout"]]
	value := object.get(route, path, null)
	value != null
}
