from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.network.subnets import Tier, plan_subnets

vpcs = st.builds(
    lambda prefix, number: IPv4Network((int(IPv4Address("10.0.0.0")) + (number << (32 - prefix)) % (1 << 24), prefix)),
    st.integers(16, 22),
    st.integers(0, 10_000),
)
zone_lists = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True)


@given(vpcs, zone_lists)
def test_no_two_subnets_overlap(vpc: IPv4Network, zones: list[str]) -> None:
    cidrs = [plan.cidr for plan in plan_subnets(vpc, zones)]
    assert not [pair for pair in combinations(cidrs, 2) if pair[0].overlaps(pair[1])]


@given(vpcs, zone_lists)
def test_every_subnet_is_inside_the_vpc_and_no_smaller_than_aws_allows(vpc: IPv4Network, zones: list[str]) -> None:
    for plan in plan_subnets(vpc, zones):
        assert plan.cidr.subnet_of(vpc)
        assert plan.cidr.prefixlen <= 28


@given(vpcs, zone_lists, st.sampled_from("abcdefgh"))
def test_adding_a_zone_anywhere_moves_nobody(vpc: IPv4Network, zones: list[str], new: str) -> None:
    before = {(plan.tier, plan.zone): plan.cidr for plan in plan_subnets(vpc, zones)}
    after = {(plan.tier, plan.zone): plan.cidr for plan in plan_subnets(vpc, [new, *(z for z in zones if z != new)])}
    assert before.items() <= after.items()


@given(vpcs, zone_lists)
def test_each_zone_gets_one_subnet_of_each_tier_and_the_private_one_is_half_its_slot(
    vpc: IPv4Network, zones: list[str]
) -> None:
    plans = plan_subnets(vpc, zones)
    assert [(plan.zone, plan.tier) for plan in plans] == [(zone, tier) for zone in zones for tier in Tier]
    assert {plan.cidr.prefixlen - vpc.prefixlen for plan in plans if plan.tier is Tier.PRIVATE} == {4}


def test_room_leaves_out_the_five_addresses_that_aws_keeps() -> None:
    private = plan_subnets(IPv4Network("10.0.0.0/16"), "a")[0]
    assert (str(private.cidr), private.room) == ("10.0.0.0/20", 4096 - 5)


@given(vpcs, st.sampled_from("abcdefgh"))
def test_pods_have_what_is_left_of_a_subnet_in_whole_blocks_that_hold_no_address_of_awss(
    vpc: IPv4Network, zone: str
) -> None:
    for plan in plan_subnets(vpc, zone):
        kept = [*list(plan.cidr)[:4], plan.cidr[-1]]
        whole = [block for block in plan.cidr.subnets(new_prefix=28) if not any(address in block for address in kept)]
        assert plan.pods == 16 * len(whole)
        assert plan.pods <= plan.room


@given(vpcs, zone_lists, st.randoms())
def test_dropping_and_reordering_zones_moves_nobody(vpc: IPv4Network, zones: list[str], random: Random) -> None:
    before = {(plan.tier, plan.zone): plan.cidr for plan in plan_subnets(vpc, zones)}
    kept = random.sample(zones, random.randint(1, len(zones)))
    after = {(plan.tier, plan.zone): plan.cidr for plan in plan_subnets(vpc, kept)}
    assert after.items() <= before.items()


@pytest.mark.parametrize("vpc", ["10.0.0.0/15", "10.0.0.0/23"])
def test_a_vpc_that_aws_or_the_layout_cannot_hold_is_refused(vpc: str) -> None:
    with pytest.raises(ValueError, match="is not between /16 and /22"):
        plan_subnets(IPv4Network(vpc), "ab")


@pytest.mark.parametrize("zone", ["i", "A", "ab", ""])
def test_a_zone_that_is_no_letter_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="is not one letter of a to h"):
        plan_subnets(IPv4Network("10.0.0.0/16"), [zone])
