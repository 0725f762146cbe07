# METADATA
# title: What writes isn't tried again blindly
# description: >-
#   A POST that the server took but answered late or with an error is carried out twice when it is tried again: two
#   orders, two payments.
# related_resources:
#   - https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
# custom:
#   id: SLIP-ISTIO-005
#   severity: medium
#   controls: []
#   remediation: >-
#     Set `retries.attempts: 0` for the route, or retry only on what says that nothing was done
#     (`connect-failure,refused-stream,unavailable`).
#   kinds: [VirtualService]
package slipway.rules.istio.retried_writes

import data.slipway.lib.istio
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "http", number, "retries"]} if {
	some number, route in istio.http_routes
	route.retries.attempts > 0
	some match in route.match
	some way in ["exact", "prefix", "regex"]
	method := match.method[way]
	some write in {"POST", "PATCH"}
	contains(method, write)
	some reason in split(replace(object.get(route, ["retries", "retryOn"], "5xx"), " ", ""), ",")
	reason in {"5xx", "gateway-error", "reset", "retriable-4xx", "retriable-status-codes", "500", "502", "503", "504"}
	message := sprintf("%s tries a %s again on %s", [objects.described(input), write, reason])
}
