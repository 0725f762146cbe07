"""VPC endpoints, flow logs and IPv6 blocks of the sandbox's AWS do what EC2's do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.aws.server import make_server

KEY = "AKIAENDPOINTS"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server, _ = make_server(0, tmp_path_factory.mktemp("aws"), KEY)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def _client(address: str, service: str) -> Any:
    return boto3.client(
        service,
        region_name="eu-west-1",
        endpoint_url=address,
        aws_access_key_id=KEY,
        aws_secret_access_key="x",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def ec2(address: str) -> Any:
    return _client(address, "ec2")


@dataclass
class Place:
    vpc: str
    subnets: list[str]
    group: str


@pytest.fixture
def place(ec2: Any) -> Place:
    vpc = ec2.create_vpc(CidrBlock="10.4.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.4.{number}.0/24", AvailabilityZone=f"eu-west-1{zone}")["Subnet"]
        for number, zone in enumerate("ab")
    ]
    group = ec2.create_security_group(GroupName=vpc, Description="x", VpcId=vpc)["GroupId"]
    return Place(vpc, [subnet["SubnetId"] for subnet in subnets], group)


def _interfaces(ec2: Any, vpc: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ec2.describe_network_interfaces(Filters=[{"Name": "vpc-id", "Values": [vpc]}])[
        "NetworkInterfaces"
    ]
    return found


def _endpoint(ec2: Any, place: Place, subnets: list[str]) -> str:
    made: str = ec2.create_vpc_endpoint(
        VpcId=place.vpc,
        ServiceName="com.amazonaws.eu-west-1.sts",
        VpcEndpointType="Interface",
        SubnetIds=subnets,
        SecurityGroupIds=[place.group],
    )["VpcEndpoint"]["VpcEndpointId"]
    return made


def test_an_interface_endpoint_has_an_interface_with_an_address_of_each_subnet(ec2: Any, place: Place) -> None:
    endpoint = _endpoint(ec2, place, place.subnets)
    interfaces = _interfaces(ec2, place.vpc)
    assert {interface["SubnetId"] for interface in interfaces} == set(place.subnets)
    for interface in interfaces:
        block = IPv4Network(f"10.4.{place.subnets.index(interface['SubnetId'])}.0/24")
        assert IPv4Address(interface["PrivateIpAddress"]) in block
        assert interface["RequesterManaged"] is True
        assert endpoint in interface["Description"]
        assert [group["GroupId"] for group in interface["Groups"]] == [place.group]


def test_interfaces_follow_the_subnets_of_their_endpoint(ec2: Any, place: Place) -> None:
    first, second = place.subnets
    endpoint = _endpoint(ec2, place, [first])
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddSubnetIds=[second], RemoveSubnetIds=[first])
    assert [interface["SubnetId"] for interface in _interfaces(ec2, place.vpc)] == [second]
    (seen,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
    assert seen["NetworkInterfaceIds"] == [_interfaces(ec2, place.vpc)[0]["NetworkInterfaceId"]]


def test_private_dns_can_be_switched(ec2: Any, place: Place) -> None:
    endpoint = _endpoint(ec2, place, place.subnets)
    for wanted in (False, True):
        ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, PrivateDnsEnabled=wanted)
        (seen,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
        assert seen["PrivateDnsEnabled"] is wanted


def test_a_deleted_endpoint_leaves_no_interface_and_is_not_found(ec2: Any, place: Place) -> None:
    endpoint = _endpoint(ec2, place, place.subnets)
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    assert _interfaces(ec2, place.vpc) == []
    with pytest.raises(ClientError, match=r"InvalidVpcEndpointId\.NotFound"):
        ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])


def test_an_endpoint_in_a_subnet_that_is_not_there_is_refused_whole(ec2: Any, place: Place) -> None:
    with pytest.raises(ClientError, match=r"InvalidSubnetID\.NotFound"):
        _endpoint(ec2, place, [place.subnets[0], "subnet-0123456789abcdef0"])
    assert _interfaces(ec2, place.vpc) == []


def test_a_gateway_endpoint_s_route_follows_its_tables_and_goes_with_it(ec2: Any, place: Place) -> None:
    tables = [ec2.create_route_table(VpcId=place.vpc)["RouteTable"]["RouteTableId"] for _ in range(2)]
    endpoint = ec2.create_vpc_endpoint(
        VpcId=place.vpc, ServiceName="com.amazonaws.eu-west-1.s3", RouteTableIds=[tables[0]]
    )["VpcEndpoint"]["VpcEndpointId"]
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddRouteTableIds=[tables[1]], RemoveRouteTableIds=[tables[0]])

    def routed() -> list[str]:
        found = ec2.describe_route_tables(RouteTableIds=tables)["RouteTables"]
        return [
            table["RouteTableId"]
            for table in found
            if any(route.get("GatewayId") == endpoint for route in table["Routes"])
        ]

    assert routed() == [tables[1]]
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    assert routed() == []


@pytest.mark.parametrize("suffix", ["", ":*"])
def test_a_flow_log_to_a_group_that_is_there_is_delivered(ec2: Any, address: str, place: Place, suffix: str) -> None:
    logs = _client(address, "logs")
    logs.create_log_group(logGroupName=f"/flow/{place.vpc}")
    arn = f"arn:aws:logs:eu-west-1:123456789012:log-group:/flow/{place.vpc}{suffix}"
    (made,) = ec2.create_flow_logs(
        ResourceIds=[place.vpc],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="cloud-watch-logs",
        LogDestination=arn,
        DeliverLogsPermissionArn="arn:aws:iam::123456789012:role/x",
    )["FlowLogIds"]
    (seen,) = ec2.describe_flow_logs(FlowLogIds=[made])["FlowLogs"]
    assert (seen["DeliverLogsStatus"], seen["LogDestination"]) == ("SUCCESS", arn)


def test_an_ipv6_block_that_is_given_back_is_gone(ec2: Any) -> None:
    vpc = ec2.create_vpc(CidrBlock="10.5.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]
    (block,) = ec2.describe_vpcs(VpcIds=[vpc["VpcId"]])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
    assert block["Ipv6CidrBlock"].endswith("::/56")
    ec2.disassociate_vpc_cidr_block(AssociationId=block["AssociationId"])
    assert not ec2.describe_vpcs(VpcIds=[vpc["VpcId"]])["Vpcs"][0].get("Ipv6CidrBlockAssociationSet")
