# METADATA
# title: A sidecar knows only what its workload calls
# description: >-
#   With `*/*` each proxy holds the configuration of the whole mesh: memory grows with the mesh, and everything can be
#   called.
# related_resources:
#   - https://istio.io/latest/docs/reference/config/networking/sidecar/
# custom:
#   id: SLIP-ISTIO-008
#   severity: low
#   controls: []
#   remediation: >-
#     List the namespaces and hosts, e.g. `./*` and `istio-system/*`.
#   kinds: [Sidecar]
package slipway.rules.istio.sidecar_egress

import data.slipway.lib.istio
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "egress", number, "hosts", place]} if {
	objects.of_group(input, istio.networking)
	some number, listener in input.spec.egress
	some place, host in listener.hosts
	host == "*/*"
	message := sprintf("%s takes in the configuration of the whole mesh", [objects.described(input)])
}
