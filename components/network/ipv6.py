"""Where the subnets of a VPC lie in its IPv6 block: arithmetic only, no cloud.

Amazon gives a VPC a /56, which is 256 subnets of /64, the one size that a subnet can have. It is cut into eight slots
of 32, one for each zone letter `a` to `h`; in a slot each tier has a place of its own. So a subnet's block depends on
its zone's letter and its tier alone, as its IPv4 block does, and adding, dropping or reordering zones moves nobody.

Source: VPC user guide, "IPv6 CIDR blocks" and "Subnet CIDR blocks".
"""

from __future__ import annotations

from ipaddress import IPv6Network

from components.network.subnets import SLOT_LETTERS, Tier

VPC_PREFIX = 56
SUBNET_PREFIX = 64

_SLOT = 2 ** (SUBNET_PREFIX - VPC_PREFIX) // len(SLOT_LETTERS)
"""Blocks of one zone: 32."""

_PLACE: dict[Tier, int] = {Tier.PRIVATE: 0, Tier.PUBLIC: 1, Tier.INTRA: 2}
"""Tier → which block of the zone's slot it takes; the others are kept free for what comes later."""


def ipv6_subnet(vpc: IPv6Network, tier: Tier, zone: str) -> IPv6Network:
    """Give the IPv6 block of one subnet.

    Args:
        vpc: the block that Amazon gave the VPC, a /56.
        tier: what the subnet is for.
        zone: the letter of its zone, `a` to `h`.

    Raises:
        ValueError: the VPC's block is no /56, or the zone is no letter of `a` to `h`.

    Example:
        >>> str(ipv6_subnet(IPv6Network("2001:db8:1234:1a00::/56"), Tier.PUBLIC, "b"))
        '2001:db8:1234:1a21::/64'
    """
    if vpc.prefixlen != VPC_PREFIX:
        raise ValueError(f"{vpc} is not the /{VPC_PREFIX} that Amazon gives a VPC")
    if len(zone) != 1 or zone not in SLOT_LETTERS:
        raise ValueError(f"zone {zone!r} is not one letter of {SLOT_LETTERS[0]} to {SLOT_LETTERS[-1]}")
    number = SLOT_LETTERS.index(zone) * _SLOT + _PLACE[tier]
    return IPv6Network((int(vpc.network_address) + (number << (128 - SUBNET_PREFIX)), SUBNET_PREFIX))
