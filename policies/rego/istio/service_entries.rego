# METADATA
# title: A service entry names its hosts
# description: >-
#   An entry for `*`, or for a whole top-level domain, lets the mesh's pods call anything outside, which is what
#   REGISTRY_ONLY was to stop.
# related_resources:
#   - https://istio.io/latest/docs/reference/config/networking/service-entry/
# custom:
#   id: SLIP-ISTIO-009
#   severity: medium
#   controls: [nsa/networkPolicies]
#   remediation: >-
#     Name the hosts; a wildcard needs at least a domain and its owner below it (`*.example.com`).
#   kinds: [ServiceEntry]
package slipway.rules.istio.service_entries

import data.slipway.lib.istio
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "hosts", number]} if {
	objects.of_group(input, istio.networking)
	some number, host in input.spec.hosts
	regex.match(`^\*(\.[^.]+)?$`, host)
	message := sprintf("%s opens the hosts %s", [objects.described(input), host])
}
