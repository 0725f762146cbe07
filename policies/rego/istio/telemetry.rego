# METADATA
# title: The mesh's logs stay on
# description: >-
#   Without access logs nobody can tell afterwards who called what; a filter that switches them off is forgotten until
#   then.
# related_resources:
#   - https://istio.io/latest/docs/reference/config/telemetry/
# custom:
#   id: SLIP-ISTIO-011
#   severity: low
#   controls: []
#   remediation: >-
#     Remove `disabled`, or filter what is logged.
#   kinds: [Telemetry]
package slipway.rules.istio.telemetry

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "accessLogging", number, "disabled"]} if {
	objects.of_group(input, "telemetry.istio.io")
	some number, logging in input.spec.accessLogging
	objects.is_true(logging.disabled)
	message := sprintf("%s switches access logs off", [objects.described(input)])
}

deny contains {"msg": message, "path": ["spec", "tracing", number, "disableSpanReporting"]} if {
	objects.of_group(input, "telemetry.istio.io")
	some number, tracing in input.spec.tracing
	objects.is_true(tracing.disableSpanReporting)
	message := sprintf("%s switches tracing off", [objects.described(input)])
}
