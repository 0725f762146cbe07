# METADATA
# title: No fault injection is left behind
# description: >-
#   A delay or an abort from an experiment that was forgotten hits real users at random, and looks like a fault of the
#   service.
# related_resources:
#   - https://istio.io/latest/docs/tasks/traffic-management/fault-injection/
# custom:
#   id: SLIP-ISTIO-010
#   severity: medium
#   controls: []
#   remediation: >-
#     Remove `fault` from the route when the experiment is over.
#   kinds: [VirtualService]
package slipway.rules.istio.faults

import data.slipway.lib.istio
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "http", number, "fault"]} if {
	some number, route in istio.http_routes
	kinds := object.keys(objects.mapping(object.get(route, "fault", {})))
	count(kinds) > 0
	message := sprintf("%s injects faults (%s)", [objects.described(input), objects.listed(kinds)])
}
