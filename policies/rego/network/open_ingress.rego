# METADATA
# title: A network policy doesn't let everyone in
# description: >-
#   A rule without peers and ports, or with every namespace as a peer, lets all traffic in, and no other policy can take
#   that back.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic
# custom:
#   id: SLIP-NETWORK-001
#   severity: medium
#   controls: [nsa/networkPolicies]
#   remediation: >-
#     Name the peers by namespace and labels, and the ports.
#   kinds: [NetworkPolicy]
package slipway.rules.network.open_ingress

import data.slipway.lib.objects
import data.slipway.lib.peers

deny contains {"msg": message, "path": ["spec", "ingress", number]} if {
	some number, entry in peers.entries("ingress")
	peers.everyone(entry, "from")
	message := sprintf("%s lets everyone in", [objects.described(input)])
}
