# METADATA
# title: No network policy opens the cloud's metadata service
# description: >-
#   A range that holds 169.254.169.254 lets a pod ask for its node's credentials, which open more than the pod's own do.
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
# custom:
#   id: SLIP-NETWORK-003
#   severity: high
#   controls: [nsa/cloudMetadata, nsa/networkPolicies]
#   remediation: >-
#     Add `169.254.169.254/32` (and `fd00:ec2::254/128`) to the range's `except`, or name narrower ranges.
#   kinds: [NetworkPolicy]
package slipway.rules.network.metadata_address

import data.slipway.lib.objects
import data.slipway.lib.peers

deny contains {"msg": message, "path": found.path} if {
	some found in peers.ranges("egress", "to")
	some address in addresses
	holds(found.block.cidr, address)
	not excepted(found.block, address)
	message := sprintf("%s lets pods ask the metadata service: %v holds %s", [
		objects.described(input),
		found.block.cidr,
		address,
	])
}

addresses := {"169.254.169.254", "fd00:ec2::254"}

holds(range, address) if net.cidr_contains(range, address)

excepted(block, address) if {
	some range in objects.texts(block.except)
	holds(range, address)
}
