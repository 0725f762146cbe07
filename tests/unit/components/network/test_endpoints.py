from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from components.network import InterfaceEndpoint, Network, NetworkArgs, NetworkConfig
from components.network.endpoint_policy import GRANTS, endpoint_policy

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

ACCOUNT = "123456789012"
OTHER = "210987654321"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
OWN_ONLY = {"StringEquals": {"aws:PrincipalAccount": [ACCOUNT], "aws:ResourceAccount": [ACCOUNT]}}


def _network(stand_up: StandUp, **changes: object) -> Registered:
    config = NetworkConfig.model_validate({"cidr": "10.0.0.0/16", "zones": ["a", "b"], **changes})
    return stand_up(lambda: Network("shop", NetworkArgs(config=config, region="eu-west-1", cluster_name="eks-shop")))


def _statements(endpoint: str, *accounts: str) -> dict[str, dict[str, Any]]:
    return {
        statement["Sid"]: statement
        for statement in json.loads(endpoint_policy(endpoint, accounts or [ACCOUNT]))["Statement"]
    }


def test_s3_is_reached_by_a_gateway_endpoint_from_every_table(stand_up: StandUp) -> None:
    made = _network(stand_up)
    endpoint = made.of(ENDPOINT)["shop-s3"]
    assert (endpoint["serviceName"], endpoint["vpcEndpointType"]) == ("com.amazonaws.eu-west-1.s3", "Gateway")
    assert set(endpoint["routeTableIds"]) == {f"{name}-id" for name in made.of("aws:ec2/routeTable:RouteTable")}


def test_all_eight_interface_endpoints_are_there_by_default(stand_up: StandUp) -> None:
    interfaces = {name: made for name, made in _network(stand_up).of(ENDPOINT).items() if name != "shop-s3"}
    assert sorted(made["serviceName"] for made in interfaces.values()) == sorted(
        f"com.amazonaws.eu-west-1.{service}"
        for service in ("ecr.api", "ecr.dkr", "sts", "ec2", "logs", "eks", "eks-auth", "elasticloadbalancing")
    )


def test_an_interface_endpoint_is_in_every_private_subnet_with_the_services_own_name(stand_up: StandUp) -> None:
    endpoint = _network(stand_up, interfaceEndpoints=["ecr.api"]).of(ENDPOINT)["shop-ecr-api"]
    assert endpoint["vpcEndpointType"] == "Interface"
    assert endpoint["subnetIds"] == ["shop-private-a-id", "shop-private-b-id"]
    assert endpoint["privateDnsEnabled"] is True
    assert endpoint["securityGroupIds"] == ["shop-endpoints-id"]


def test_interface_endpoints_let_https_from_the_vpc_in_and_nothing_out(stand_up: StandUp) -> None:
    made = _network(stand_up)
    group = made.one("aws:ec2/securityGroup:SecurityGroup")
    assert (group["vpcId"], group.get("ingress"), group.get("egress")) == ("shop-vpc-id", None, None)
    rule = made.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert {key: rule[key] for key in ("securityGroupId", "ipProtocol", "fromPort", "toPort", "cidrIpv4")} == {
        "securityGroupId": "shop-endpoints-id",
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "cidrIpv4": "10.0.0.0/16",
    }
    assert made.of("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule") == {}


def test_with_no_interface_endpoint_there_is_no_security_group_for_them(stand_up: StandUp) -> None:
    made = _network(stand_up, interfaceEndpoints=[])
    assert set(made.of(ENDPOINT)) == {"shop-s3"}
    assert made.of("aws:ec2/securityGroup:SecurityGroup") == {}
    assert made.of("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") == {}


def test_every_endpoint_carries_the_policy_of_its_service_for_the_networks_account(stand_up: StandUp) -> None:
    for name, made in _network(stand_up).of(ENDPOINT).items():
        service = made["serviceName"].removeprefix("com.amazonaws.eu-west-1.")
        assert json.loads(made["policy"]) == json.loads(endpoint_policy(service, [ACCOUNT])), name


def test_trusted_accounts_are_let_through_beside_the_networks_own(stand_up: StandUp) -> None:
    made = _network(stand_up, trustedAccounts=[OTHER, ACCOUNT]).of(ENDPOINT)["shop-logs"]
    assert json.loads(made["policy"]) == json.loads(endpoint_policy("logs", [ACCOUNT, OTHER]))


def test_every_endpoint_that_can_be_made_has_grants() -> None:
    assert set(GRANTS) == {"s3", *InterfaceEndpoint}


@pytest.mark.parametrize("endpoint", sorted(GRANTS))
def test_an_endpoint_allows_its_own_service_alone_and_never_everything_to_everybody(endpoint: str) -> None:
    service = endpoint.split(".")[0]
    for statement in _statements(endpoint).values():
        assert all(action.startswith(f"{service}:") for action in statement["Action"])
        whole = any(action.endswith("*") for action in statement["Action"])
        assert not whole or "aws:PrincipalAccount" in statement["Condition"]["StringEquals"]


@pytest.mark.parametrize(
    ("endpoint", "sid"), [(name, "OwnAccount") for name in ("ecr.api", "ecr.dkr", "logs", "eks", "s3")]
)
def test_where_aws_allows_it_only_the_accounts_identities_reach_only_its_resources(endpoint: str, sid: str) -> None:
    assert _statements(endpoint)[sid]["Condition"] == OWN_ONLY


def test_images_of_other_accounts_can_be_pulled_by_own_identities_but_nothing_pushed_there() -> None:
    pull = _statements("ecr.dkr")["PullFromAnyAccount"]
    assert pull["Condition"] == {"StringEquals": {"aws:PrincipalAccount": [ACCOUNT]}}
    assert not [action for action in pull["Action"] if "Put" in action or "Upload" in action or "*" in action]


def test_objects_of_other_accounts_can_be_read_without_identity_but_none_written() -> None:
    read = _statements("s3")["ReadFromAnyAccount"]
    assert (read["Action"], "Condition" in read) == (["s3:GetObject"], False)


def test_a_token_can_be_exchanged_for_a_role_of_the_own_account_alone() -> None:
    exchange = _statements("sts")["OwnRolesForTokens"]
    assert exchange["Action"] == ["sts:AssumeRoleWithWebIdentity"]
    assert exchange["Condition"] == {"StringEquals": {"aws:ResourceAccount": [ACCOUNT]}}


def test_a_policy_for_no_account_is_refused() -> None:
    with pytest.raises(ValueError, match="needs an account"):
        endpoint_policy("sts", [])
