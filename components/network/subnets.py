"""Where the subnets of a VPC lie: arithmetic only, no cloud.

A VPC is cut into eight equal slots, one for each zone letter `a` to `h`, so a zone's addresses depend on its letter
and nothing else: adding, dropping or reordering zones moves nobody. A slot of prefix p holds

    p+1  private   half of the slot: nodes and pods
    p+3  public    an eighth: load balancers and NAT
    p+3  intra     an eighth: the control plane's interfaces, no way out
    p+2            a quarter, kept free for what comes later
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network

SLOT_LETTERS = "abcdefgh"
_SLOT_BITS = 3
_TAKEN_BY_AWS = 5
"""Addresses of each subnet that AWS keeps: the first four and the last (VPC user guide, "Subnet sizing")."""

DELEGATED = 16
"""Addresses of the /28 block that the VPC CNI takes at a time where prefix delegation is on (EKS user guide, "Increase
the available IP addresses for your Amazon EKS node")."""

SMALLEST_SUBNET_PREFIX = 28
"""AWS allows subnets between /16 and /28 (the same page)."""

LARGEST_VPC_PREFIX = 16


class Tier(StrEnum):
    """What a subnet is for."""

    PRIVATE = "private"
    PUBLIC = "public"
    INTRA = "intra"


_PLACE: dict[Tier, tuple[int, int]] = {Tier.PRIVATE: (1, 0), Tier.PUBLIC: (3, 4), Tier.INTRA: (3, 5)}
"""Tier → bits added to the slot's prefix, and which of the parts of that size it takes."""

SMALLEST_VPC_PREFIX = SMALLEST_SUBNET_PREFIX - _SLOT_BITS - max(bits for bits, _ in _PLACE.values())
"""The longest prefix whose subnets AWS still allows: /22."""


@dataclass(frozen=True)
class SubnetPlan:
    """One subnet that is to be.

    Attributes:
        tier: what it is for.
        zone: the letter of its zone.
        cidr: its addresses.
    """

    tier: Tier
    zone: str
    cidr: IPv4Network

    @property
    def room(self) -> int:
        """Count the addresses that are left for interfaces, pods and load balancers."""
        return self.cidr.num_addresses - _TAKEN_BY_AWS

    @property
    def pods(self) -> int:
        """Count the addresses in whole /28 blocks, which pods can have whether prefix delegation is on or off.

        The first and the last block are never whole: they hold the addresses that AWS keeps.
        """
        return max(self.cidr.num_addresses // DELEGATED - 2, 0) * DELEGATED


def plan_subnets(vpc: IPv4Network, zones: Sequence[str]) -> tuple[SubnetPlan, ...]:
    """Lay out the subnets of a VPC: one of each tier in each zone.

    Args:
        vpc: the addresses of the VPC, /16 to /22.
        zones: letters of the zones, each `a` to `h`.

    Returns:
        The subnets, by zone in the order given, in each zone private, public, intra.

    Raises:
        ValueError: the VPC is larger than /16 or smaller than /22, or a zone is no letter of `a` to `h`.

    Example:
        >>> [str(subnet.cidr) for subnet in plan_subnets(IPv4Network("10.0.0.0/16"), ["a"])]
        ['10.0.0.0/20', '10.0.16.0/22', '10.0.20.0/22']
    """
    if not LARGEST_VPC_PREFIX <= vpc.prefixlen <= SMALLEST_VPC_PREFIX:
        raise ValueError(f"a VPC of /{vpc.prefixlen} is not between /{LARGEST_VPC_PREFIX} and /{SMALLEST_VPC_PREFIX}")
    slots = list(vpc.subnets(prefixlen_diff=_SLOT_BITS))
    plans: list[SubnetPlan] = []
    for zone in zones:
        if len(zone) != 1 or zone not in SLOT_LETTERS:
            raise ValueError(f"zone {zone!r} is not one letter of {SLOT_LETTERS[0]} to {SLOT_LETTERS[-1]}")
        slot = slots[SLOT_LETTERS.index(zone)]
        for tier, (bits, part) in _PLACE.items():
            plans.append(SubnetPlan(tier, zone, list(slot.subnets(prefixlen_diff=bits))[part]))
    return tuple(plans)
