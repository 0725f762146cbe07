# METADATA
# title: Outlier detection ejects some, not all
# description: >-
#   A limit of 100 % ejects every pod when the fault is elsewhere, and turns errors into an outage; a threshold of 0
#   switches detection off.
# related_resources:
#   - https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection
# custom:
#   id: SLIP-ISTIO-007
#   severity: low
#   controls: []
#   remediation: >-
#     Keep `maxEjectionPercent` at 50 or less, and the thresholds above 0.
#   kinds: [DestinationRule]
package slipway.rules.istio.outlier_detection

import data.slipway.lib.istio
import data.slipway.lib.objects

deny contains {"msg": message, "path": array.concat(found.path, ["outlierDetection", "maxEjectionPercent"])} if {
	some found in istio.traffic_policies
	share := found.policy.outlierDetection.maxEjectionPercent
	not share <= 50
	message := sprintf("%s may eject %v %% of the pods", [objects.described(input), share])
}

deny contains {"msg": message, "path": array.concat(found.path, ["outlierDetection"])} if {
	some found in istio.traffic_policies
	detection := found.policy.outlierDetection
	detection.consecutive5xxErrors == 0
	object.get(detection, "consecutiveGatewayErrors", 0) == 0
	object.get(detection, "consecutiveLocalOriginFailures", 0) == 0
	message := sprintf("%s has outlier detection that detects nothing", [objects.described(input)])
}
