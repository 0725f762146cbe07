# METADATA
# title: The mesh's clients use TLS and check it
# description: >-
#   A rule that disables TLS sends in the clear, or fails at a STRICT server; one that skips verification talks to
#   whoever answers.
# related_resources:
#   - https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
# custom:
#   id: SLIP-ISTIO-002
#   severity: high
#   controls: [nsa/encryption]
#   remediation: >-
#     Remove the `tls` block (the mesh's own mutual TLS then holds), or use ISTIO_MUTUAL, and for outside hosts SIMPLE
#     with `caCertificates`.
#   kinds: [DestinationRule]
package slipway.rules.istio.client_tls

import data.slipway.lib.istio
import data.slipway.lib.objects

deny contains {"msg": message, "path": array.concat(found.path, ["tls", "mode"])} if {
	some found in istio.traffic_policies
	found.policy.tls.mode == "DISABLE"
	message := sprintf("%s sends to %v in the clear", [objects.described(input), host])
}

deny contains {"msg": message, "path": array.concat(found.path, ["tls", "insecureSkipVerify"])} if {
	some found in istio.traffic_policies
	objects.is_true(found.policy.tls.insecureSkipVerify)
	message := sprintf("%s doesn't check who answers for %v", [objects.described(input), host])
}

host := object.get(input, ["spec", "host"], "?")
