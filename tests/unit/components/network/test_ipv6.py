from __future__ import annotations

from ipaddress import IPv6Network
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.network.ipv6 import ipv6_subnet
from components.network.subnets import SLOT_LETTERS, Tier

vpcs = st.builds(lambda number: IPv6Network(((0x2600 << 112) + (number << 72), 56)), st.integers(0, 2**40 - 1))


def _plan(vpc: IPv6Network, zones: str) -> dict[tuple[Tier, str], IPv6Network]:
    return {(tier, zone): ipv6_subnet(vpc, tier, zone) for zone in zones for tier in Tier}


@given(vpcs)
def test_no_two_subnets_overlap_and_all_are_64s_inside_the_vpc(vpc: IPv6Network) -> None:
    blocks = list(_plan(vpc, SLOT_LETTERS).values())
    assert not [pair for pair in combinations(blocks, 2) if pair[0].overlaps(pair[1])]
    assert all(block.subnet_of(vpc) and block.prefixlen == 64 for block in blocks)


@given(vpcs, st.lists(st.sampled_from(SLOT_LETTERS), min_size=1, unique=True), st.randoms())
def test_adding_dropping_and_reordering_zones_moves_nobody(vpc: IPv6Network, zones: list[str], random: Random) -> None:
    kept = random.sample(zones, random.randint(1, len(zones)))
    assert _plan(vpc, "".join(kept)).items() <= _plan(vpc, "".join(zones)).items()


def test_the_layout_is_the_one_that_networks_already_have() -> None:
    vpc = IPv6Network("2001:db8:1234:1a00::/56")
    assert {f"{tier}-{zone}": str(block) for (tier, zone), block in _plan(vpc, "ah").items()} == {
        "private-a": "2001:db8:1234:1a00::/64",
        "public-a": "2001:db8:1234:1a01::/64",
        "intra-a": "2001:db8:1234:1a02::/64",
        "private-h": "2001:db8:1234:1ae0::/64",
        "public-h": "2001:db8:1234:1ae1::/64",
        "intra-h": "2001:db8:1234:1ae2::/64",
    }


@pytest.mark.parametrize("vpc", ["2001:db8::/48", "2001:db8::/64"])
def test_a_block_that_is_no_56_is_refused(vpc: str) -> None:
    with pytest.raises(ValueError, match="is not the /56 that Amazon gives a VPC"):
        ipv6_subnet(IPv6Network(vpc), Tier.PRIVATE, "a")


@pytest.mark.parametrize("zone", ["i", "A", "ab", ""])
def test_a_zone_that_is_no_letter_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="is not one letter of a to h"):
        ipv6_subnet(IPv6Network("2001:db8::/56"), Tier.PRIVATE, zone)
