# METADATA
# title: A network policy doesn't let everything out
# description: >-
#   A rule without peers and ports lets a pod that was taken over send what it finds anywhere, and reach the node's
#   metadata service.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-egress-traffic
# custom:
#   id: SLIP-NETWORK-002
#   severity: medium
#   controls: [nsa/networkPolicies]
#   remediation: >-
#     Name the peers and ports that the workload calls; let DNS out by a rule of its own.
#   kinds: [NetworkPolicy]
package slipway.rules.network.open_egress

import data.slipway.lib.objects
import data.slipway.lib.peers

deny contains {"msg": message, "path": ["spec", "egress", number]} if {
	some number, entry in peers.entries("egress")
	peers.everyone(entry, "to")
	message := sprintf("%s lets everything out", [objects.described(input)])
}
