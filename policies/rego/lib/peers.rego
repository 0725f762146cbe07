# METADATA
# title: Whom a NetworkPolicy lets through
# description: Its rules for either direction, and when one lets everyone through.
package slipway.lib.peers

import data.slipway.lib.objects

# METADATA
# description: The rules of a direction (`ingress` or `egress`) by their number; none in another group's object.
entries(direction) := {number: objects.mapping(entry) |
	objects.of_group(input, "networking.k8s.io")
	some number, entry in input.spec[direction]
}

# METADATA
# description: |
#   Whether a rule lets everyone through: it names neither ports nor peers (`side` is `from` or `to`), or one of its peers is
#   every namespace and it names no ports.
everyone(entry, side) if {
	none(entry, "ports")
	none(entry, side)
}

everyone(entry, side) if {
	none(entry, "ports")
	some peer in entry[side]
	anyone(object.get(peer, "namespaceSelector", null))
	not peer.podSelector
}

everyone(entry, side) if {
	none(entry, "ports")
	some peer in entry[side]
	anyone(object.get(peer, "namespaceSelector", null))
	anyone(peer.podSelector)
}

anyone(selector) if {
	is_object(selector)
	object.get(selector, "matchLabels", {}) in {{}, null}
	object.get(selector, "matchExpressions", []) in {[], null}
}

none(entry, field) if object.get(entry, field, []) in {[], null}

# METADATA
# description: Each address range that a rule lets through, with where it is.
ranges(direction, side) := {{"block": peer.ipBlock, "path": ["spec", direction, number, side, place, "ipBlock"]} |
	some number, entry in entries(direction)
	some place, peer in entry[side]
	is_object(peer.ipBlock)
}
