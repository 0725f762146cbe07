# METADATA
# title: Few EnvoyFilters
# description: >-
#   An EnvoyFilter patches the proxy's own configuration; it breaks without a word when Istio is upgraded, and can
#   switch off TLS and authorization.
# related_resources:
#   - https://istio.io/latest/docs/reference/config/networking/envoy-filter/
# custom:
#   id: SLIP-ISTIO-012
#   severity: notice
#   controls: []
#   remediation: >-
#     Use a field of Istio's own API where there is one.
#   kinds: [EnvoyFilter]
package slipway.rules.istio.envoy_filters

import data.slipway.lib.istio
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec"]} if {
	objects.of_kind(input, istio.networking, "EnvoyFilter")
	message := sprintf("%s patches the configuration of proxies", [objects.described(input)])
}
