# METADATA
# title: A network policy's rules are in force
# description: >-
#   Rules of a direction that `policyTypes` leaves out are stored and ignored; whoever reads the policy believes in a
#   limit that isn't there.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource
# custom:
#   id: SLIP-NETWORK-004
#   severity: medium
#   controls: [nsa/networkPolicies]
#   remediation: >-
#     Name the direction in `policyTypes`, or remove its rules.
#   kinds: [NetworkPolicy]
package slipway.rules.network.policy_types

import data.slipway.lib.objects
import data.slipway.lib.peers

deny contains {"msg": message, "path": ["spec", "policyTypes"]} if {
	types := objects.texts(object.get(input, ["spec", "policyTypes"], []))
	count(types) > 0
	some direction, type in {"ingress": "Ingress", "egress": "Egress"}
	count(peers.entries(direction)) > 0
	not type in types
	message := sprintf("%s has %s rules that are not in force", [objects.described(input), direction])
}
