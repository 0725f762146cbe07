# METADATA
# title: The parts of Istio's documents
# description: Routes of a VirtualService and traffic policies of a DestinationRule, each with where it is.
package slipway.lib.istio

import data.slipway.lib.objects

# METADATA
# description: The API groups of routing and of security.
networking := "networking.istio.io"

security := "security.istio.io"

# METADATA
# description: HTTP routes of a VirtualService by their number; none in other documents.
http_routes[number] := route if {
	input.kind == "VirtualService"
	objects.of_group(input, networking)
	some number, route in input.spec.http
	is_object(route)
}

# METADATA
# description: Every traffic policy of a DestinationRule, those of its subsets and ports too, each with where it is.
traffic_policies contains {"policy": policy, "path": path} if {
	some [path, policy] in own
}

traffic_policies contains {"policy": policy, "path": array.concat(path, ["portLevelSettings", number])} if {
	some [path, whole] in own
	some number, policy in whole.portLevelSettings
	is_object(policy)
}

own contains [["spec", "trafficPolicy"], policy] if {
	rule
	policy := input.spec.trafficPolicy
	is_object(policy)
}

own contains [["spec", "subsets", number, "trafficPolicy"], policy] if {
	rule
	some number, subset in input.spec.subsets
	policy := subset.trafficPolicy
	is_object(policy)
}

rule if {
	input.kind == "DestinationRule"
	objects.of_group(input, networking)
}

# METADATA
# description: A duration such as `1.5s` in seconds; undefined for anything else.
seconds(duration) := time.parse_duration_ns(duration) / 1000000000
