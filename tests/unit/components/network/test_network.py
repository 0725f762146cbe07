from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from components.network import Network, NetworkArgs, NetworkConfig

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

SMALLEST = NetworkConfig(cidr="10.0.0.0/16", zones=("a", "b"))


def _network(stand_up: StandUp, **changes: object) -> Registered:
    config = NetworkConfig.model_validate({"cidr": "10.0.0.0/16", "zones": ["a", "b"], **changes})
    return stand_up(lambda: Network("shop", NetworkArgs(config=config, region="eu-west-1", cluster_name="shop")))


def test_smallest_arguments_make_three_subnets_a_zone_and_no_public_addresses(stand_up: StandUp) -> None:
    made = stand_up(lambda: Network("shop", NetworkArgs(config=SMALLEST, region="eu-west-1")))
    subnets = made.of("aws:ec2/subnet:Subnet")
    assert {name: subnet["availabilityZone"] for name, subnet in subnets.items()} == {
        f"shop-{tier}-{zone}": f"eu-west-1{zone}" for tier in ("private", "public", "intra") for zone in "ab"
    }
    assert {subnet["mapPublicIpOnLaunch"] for subnet in subnets.values()} == {False}


def test_default_security_group_is_emptied(stand_up: StandUp) -> None:
    group = _network(stand_up).one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert (group["ingress"], group["egress"], group["vpcId"]) == ([], [], "shop-vpc-id")


@pytest.mark.parametrize(
    ("nat", "gateways", "via"),
    [
        ("none", [], {}),
        ("single", ["shop-nat-a"], {"shop-private-a": "shop-nat-a-id", "shop-private-b": "shop-nat-a-id"}),
        (
            "per-zone",
            ["shop-nat-a", "shop-nat-b"],
            {"shop-private-a": "shop-nat-a-id", "shop-private-b": "shop-nat-b-id"},
        ),
    ],
)
def test_private_subnets_leave_by_the_nat_gateways_that_are_asked_for(
    stand_up: StandUp, nat: str, gateways: list[str], via: dict[str, str]
) -> None:
    made = _network(stand_up, natGateways=nat)
    assert sorted(made.of("aws:ec2/natGateway:NatGateway")) == gateways
    assert sorted(made.of("aws:ec2/eip:Eip")) == gateways
    routes = made.of("aws:ec2/route:Route")
    assert {name: route["natGatewayId"] for name, route in routes.items() if "natGatewayId" in route} == via


def test_only_public_subnets_reach_the_internet_gateway_and_intra_ones_reach_nothing(stand_up: StandUp) -> None:
    made = _network(stand_up, natGateways="per-zone")
    routes = made.of("aws:ec2/route:Route").values()
    assert [route["routeTableId"] for route in routes if "gatewayId" in route] == ["shop-public-id"]
    assert "shop-intra-id" not in {route["routeTableId"] for route in routes}
    tables = {
        pair["subnetId"]: pair["routeTableId"]
        for pair in made.of("aws:ec2/routeTableAssociation:RouteTableAssociation").values()
    }
    assert tables == {
        **{f"shop-public-{zone}-id": "shop-public-id" for zone in "ab"},
        **{f"shop-intra-{zone}-id": "shop-intra-id" for zone in "ab"},
        **{f"shop-private-{zone}-id": f"shop-private-{zone}-id" for zone in "ab"},
    }


def test_s3_is_reached_by_a_gateway_endpoint_from_every_table(stand_up: StandUp) -> None:
    made = _network(stand_up)
    endpoint = made.one("aws:ec2/vpcEndpoint:VpcEndpoint")
    assert (endpoint["serviceName"], endpoint["vpcEndpointType"]) == ("com.amazonaws.eu-west-1.s3", "Gateway")
    assert set(endpoint["routeTableIds"]) == {f"{name}-id" for name in made.of("aws:ec2/routeTable:RouteTable")}


def test_load_balancers_and_karpenter_find_their_subnets_by_tags(stand_up: StandUp) -> None:
    subnets = _network(stand_up).of("aws:ec2/subnet:Subnet")
    assert subnets["shop-public-a"]["tags"]["kubernetes.io/role/elb"] == "1"
    assert subnets["shop-private-a"]["tags"]["kubernetes.io/role/internal-elb"] == "1"
    assert subnets["shop-private-a"]["tags"]["karpenter.sh/discovery"] == "shop"
    assert "karpenter.sh/discovery" not in subnets["shop-public-a"]["tags"]
    assert set(subnets["shop-intra-a"]["tags"]) == {"Name"}


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        ({"cidr": "10.0.0.0/23"}, ("cidr",), "too small"),
        ({"cidr": "10.0.0.0/8"}, ("cidr",), "larger than a VPC can be"),
        ({"cidr": "10.0.0.7/16"}, ("cidr",), "has bits set after its prefix"),
        ({"cidr": "ten"}, ("cidr",), "is not an IPv4 CIDR block"),
        ({"cidr": 10}, ("cidr",), "is not text"),
        ({"cidr": "8.8.0.0/16"}, ("cidr",), "is not a private range"),
        ({"zones": ["a"]}, ("zones",), "1 zone named"),
        ({"zones": ["a", "eu-west-1b"]}, ("zones",), "is not the letter of a zone"),
        ({"zones": ["a", "b", "a"]}, ("zones",), "is named twice"),
        ({"podsPerZone": 5000}, (), "have 4091 addresses, not the 5000 asked for"),
        ({"podsPerZone": "many"}, ("podsPerZone",), "valid integer"),
        ({"natGateways": "two"}, ("natGateways",), "'single'"),
        ({"nat": "none"}, ("nat",), "not permitted"),
    ],
)
def test_bad_values_are_refused(change: dict[str, object], where: tuple[str, ...], what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        NetworkConfig.model_validate({"cidr": "10.0.0.0/16", "zones": ["a", "b"], **change})
    (error,) = caught.value.errors()
    assert error["loc"] == where
    assert what in error["msg"]
