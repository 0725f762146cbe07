package slipway.rules.istio.telemetry_test

import data.slipway.rules.istio.telemetry as rule

telemetry(spec) := {
	"apiVersion": "telemetry.istio.io/v1",
	"kind": "Telemetry",
	"metadata": {"name": "default"},
	"spec": spec,
}

test_denies_what_is_switched_off if {
	logs := {{"msg": `Telemetry "default" switches access logs off`, "path": ["spec", "accessLogging", 1, "disabled"]}}
	rule.deny == logs with input as telemetry({"accessLogging": [{"disabled": false}, {"disabled": true}]})
	spans := {{"msg": `Telemetry "default" switches tracing off`, "path": ["spec", "tracing", 0, "disableSpanReporting"]}}
	rule.deny == spans with input as telemetry({"tracing": [{"disableSpanReporting": true}]})
}

test_allows_the_rest if {
	every spec in [{"accessLogging": [{}], "tracing": [{}]}, {"accessLogging": null}, {}, null] {
		rule.deny == set() with input as telemetry(spec)
	}
	every spec in [{"accessLogging": [{"disabled": true}]}, {"tracing": [{"disableSpanReporting": true}]}] {
		rule.deny == set() with input as object.union(telemetry(spec), {"apiVersion": "example.org/v1"})
	}
}
