# METADATA
# title: The mesh speaks mutual TLS only
# description: >-
#   With PERMISSIVE or DISABLE a pod takes plain traffic from whoever reaches it; authorization policies by identity
#   mean nothing there.
# related_resources:
#   - https://istio.io/latest/docs/reference/config/security/peer_authentication/
# custom:
#   id: SLIP-ISTIO-001
#   severity: high
#   controls: [nsa/encryption]
#   remediation: >-
#     Set `mtls.mode: STRICT`; let the one port that must take plain traffic have a waiver.
#   kinds: [PeerAuthentication]
package slipway.rules.istio.strict_mtls

import data.slipway.lib.istio
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "mtls", "mode"]} if {
	objects.of_kind(input, istio.security, "PeerAuthentication")
	mode := input.spec.mtls.mode
	not mode in {"STRICT", "UNSET"}
	message := sprintf("%s takes traffic in the clear: mode is %v", [objects.described(input), mode])
}

deny contains {"msg": message, "path": ["spec", "portLevelMtls", port, "mode"]} if {
	objects.of_kind(input, istio.security, "PeerAuthentication")
	some port, setting in input.spec.portLevelMtls
	mode := setting.mode
	not mode in {"STRICT", "UNSET"}
	message := sprintf("%s takes traffic in the clear at port %v: mode is %v", [objects.described(input), port, mode])
}

unknown contains {"msg": message, "path": ["spec", "mtls", "mode"]} if {
	objects.of_kind(input, istio.security, "PeerAuthentication")
	object.get(input, ["spec", "mtls", "mode"], "UNSET") == "UNSET"
	message := sprintf("%s takes its mode from the namespace or the mesh", [objects.described(input)])
}
