from __future__ import annotations

from ipaddress import IPv6Network
from typing import TYPE_CHECKING

import pulumi
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


def test_without_ipv6_nothing_of_it_is_made(stand_up: StandUp) -> None:
    made = _network(stand_up)
    assert "assignGeneratedIpv6CidrBlock" not in made.one("aws:ec2/vpc:Vpc")
    assert not [subnet for subnet in made.of("aws:ec2/subnet:Subnet").values() if "ipv6CidrBlock" in subnet]
    assert not [route for route in made.of("aws:ec2/route:Route").values() if "destinationIpv6CidrBlock" in route]
    assert made.of("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway") == {}


def test_with_ipv6_the_vpc_asks_amazon_for_a_block_and_each_subnet_takes_a_64_of_its_own(stand_up: StandUp) -> None:
    made = _network(stand_up, ipv6=True)
    assert made.one("aws:ec2/vpc:Vpc")["assignGeneratedIpv6CidrBlock"] is True
    blocks = [IPv6Network(subnet["ipv6CidrBlock"]) for subnet in made.of("aws:ec2/subnet:Subnet").values()]
    assert len(set(blocks)) == 6
    assert {block.prefixlen for block in blocks} == {64}
    assert all(block.subnet_of(IPv6Network("2001:db8:1234:1a00::/56")) for block in blocks)


def test_only_subnets_that_nobody_reaches_from_outside_give_ipv6_addresses_by_themselves(stand_up: StandUp) -> None:
    subnets = _network(stand_up, ipv6=True).of("aws:ec2/subnet:Subnet")
    giving = {name for name, subnet in subnets.items() if subnet["assignIpv6AddressOnCreation"]}
    assert giving == {f"shop-{tier}-{zone}" for tier in ("private", "intra") for zone in "ab"}


@pytest.mark.parametrize("nat", ["none", "single"])
def test_ipv6_leaves_private_subnets_by_an_egress_only_gateway_public_ones_by_the_internet_gateway(
    stand_up: StandUp, nat: str
) -> None:
    made = _network(stand_up, ipv6=True, natGateways=nat)
    routes = {
        route["routeTableId"]: route.get("egressOnlyGatewayId") or route["gatewayId"]
        for route in made.of("aws:ec2/route:Route").values()
        if route.get("destinationIpv6CidrBlock") == "::/0"
    }
    assert routes == {
        "shop-public-id": "shop-igw-id",
        "shop-private-a-id": "shop-eigw-id",
        "shop-private-b-id": "shop-eigw-id",
    }


def test_every_route_has_one_destination_and_one_target(stand_up: StandUp) -> None:
    for route in _network(stand_up, ipv6=True).of("aws:ec2/route:Route").values():
        assert len(set(route) & {"destinationCidrBlock", "destinationIpv6CidrBlock"}) == 1
        assert len(set(route) & {"gatewayId", "natGatewayId", "egressOnlyGatewayId"}) == 1


def test_outputs_name_what_others_connect_to(stand_up: StandUp) -> None:
    config = NetworkConfig.model_validate(
        {"cidr": "10.0.0.0/16", "zones": ["b", "a"], "natGateways": "per-zone", "interfaceEndpoints": ["sts"]}
    )

    def build() -> None:
        network = Network("shop", NetworkArgs(config=config, region="eu-west-1"))
        for output in Network.__annotations__:
            pulumi.export(output, getattr(network, output))

    assert stand_up(build).exports == {
        "vpc_id": "shop-vpc-id",
        "vpc_cidr": "10.0.0.0/16",
        "vpc_ipv6_cidr": "",
        "private_subnet_ids": ["shop-private-b-id", "shop-private-a-id"],
        "public_subnet_ids": ["shop-public-b-id", "shop-public-a-id"],
        "intra_subnet_ids": ["shop-intra-b-id", "shop-intra-a-id"],
        "zones": ["eu-west-1b", "eu-west-1a"],
        "private_route_table_ids": ["shop-private-b-id", "shop-private-a-id"],
        "public_route_table_id": "shop-public-id",
        "intra_route_table_id": "shop-intra-id",
        "nat_addresses": ["address of shop-nat-b", "address of shop-nat-a"],
        "endpoint_ids": {"s3": "shop-s3-id", "sts": "shop-sts-id"},
        "endpoint_security_group_id": "shop-endpoints-id",
        "flow_log_group": "/aws/vpc-flow-log/shop",
    }


def test_what_is_off_is_empty_in_the_outputs(stand_up: StandUp) -> None:
    config = NetworkConfig.model_validate(
        {
            "cidr": "10.0.0.0/16",
            "zones": ["a", "b"],
            "natGateways": "none",
            "interfaceEndpoints": [],
            "flowLogs": {"enabled": False},
        }
    )

    def build() -> None:
        network = Network("shop", NetworkArgs(config=config, region="eu-west-1"))
        for output in ("nat_addresses", "endpoint_ids", "endpoint_security_group_id", "flow_log_group"):
            pulumi.export(output, getattr(network, output))

    assert stand_up(build).exports == {
        "nat_addresses": [],
        "endpoint_ids": {"s3": "shop-s3-id"},
        "endpoint_security_group_id": "",
        "flow_log_group": "",
    }


TAGLESS = {
    "aws:ec2/route:Route",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:kms/alias:Alias",
}


def test_whatever_can_be_tagged_is(stand_up: StandUp) -> None:
    config = NetworkConfig.model_validate({"cidr": "10.0.0.0/16", "zones": ["a", "b"], "ipv6": True})
    tags = {"owner": "platform"}
    made = stand_up(lambda: Network("shop", NetworkArgs(config=config, region="eu-west-1", tags=tags)))
    untagged = [
        f"{kind} {name}"
        for kind, resources in made.resources.items()
        for name, inputs in resources.items()
        if kind.startswith("aws:") and kind not in TAGLESS and inputs.get("tags", {}).get("owner") != "platform"
    ]
    assert untagged == []


def test_load_balancers_and_karpenter_find_their_subnets_by_tags(stand_up: StandUp) -> None:
    subnets = _network(stand_up).of("aws:ec2/subnet:Subnet")
    assert subnets["shop-public-a"]["tags"]["kubernetes.io/role/elb"] == "1"
    assert subnets["shop-private-a"]["tags"]["kubernetes.io/role/internal-elb"] == "1"
    assert subnets["shop-private-a"]["tags"]["karpenter.sh/discovery"] == "shop"
    assert "karpenter.sh/discovery" not in subnets["shop-public-a"]["tags"]
    assert set(subnets["shop-intra-a"]["tags"]) == {"Name"}
    shared = {name for name, subnet in subnets.items() if subnet["tags"].get("kubernetes.io/cluster/shop") == "shared"}
    assert shared == {f"shop-{tier}-{zone}" for tier in ("public", "private") for zone in "ab"}


def test_without_a_cluster_subnets_carry_no_controllers_tags(stand_up: StandUp) -> None:
    made = stand_up(lambda: Network("shop", NetworkArgs(config=SMALLEST, region="eu-west-1")))
    assert {frozenset(subnet["tags"]) for subnet in made.of("aws:ec2/subnet:Subnet").values()} == {frozenset({"Name"})}


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
        ({"podsPerZone": 4065}, (), "have 4064 addresses for pods, in whole blocks of 16, not the 4065 asked for"),
        ({"podsPerZone": "many"}, ("podsPerZone",), "valid integer"),
        ({"natGateways": "two"}, ("natGateways",), "'single'"),
        ({"nat": "none"}, ("nat",), "not permitted"),
        ({"ipv6": "true"}, ("ipv6",), "valid boolean"),
        ({"interfaceEndpoints": ["s3"]}, ("interfaceEndpoints", 0), "'ecr.api'"),
        ({"interfaceEndpoints": ["sts", "ec2", "sts"]}, ("interfaceEndpoints",), "'sts' is named twice"),
        ({"trustedAccounts": ["1234"]}, ("trustedAccounts", 0), "match pattern"),
        ({"flowLogs": {"enabled": "no"}}, ("flowLogs", "enabled"), "valid boolean"),
        ({"flowLogs": {"traffic": "none"}}, ("flowLogs", "traffic"), "'reject'"),
        ({"flowLogs": {"retentionDays": 0}}, ("flowLogs", "retentionDays"), "0 days is no retention"),
        ({"flowLogs": {"aggregationSeconds": 30}}, ("flowLogs", "aggregationSeconds"), "60 or 600"),
    ],
)
def test_bad_values_are_refused(change: dict[str, object], where: tuple[str, ...], what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        NetworkConfig.model_validate({"cidr": "10.0.0.0/16", "zones": ["a", "b"], **change})
    (error,) = caught.value.errors()
    assert error["loc"] == where
    assert what in error["msg"]


def test_the_most_pods_that_fit_are_let_through() -> None:
    assert NetworkConfig.model_validate({"cidr": "10.0.0.0/16", "zones": ["a", "b"], "podsPerZone": 4064})


def test_six_zones_make_eighteen_subnets_none_of_which_overlap(stand_up: StandUp) -> None:
    subnets = _network(stand_up, zones=list("abcdef")).of("aws:ec2/subnet:Subnet")
    assert len({subnet["cidrBlock"] for subnet in subnets.values()}) == 18
