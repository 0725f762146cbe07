from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from components.network import Network, NetworkArgs, NetworkConfig
from components.network.flow_log_policy import flow_log_permissions, flow_log_trust

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

ACCOUNT = "123456789012"
KINDS = {
    "aws:ec2/flowLog:FlowLog",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:kms/key:Key",
    "aws:kms/alias:Alias",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
}


def _network(stand_up: StandUp, **flow_logs: object) -> Registered:
    config = NetworkConfig.model_validate({"cidr": "10.0.0.0/16", "zones": ["a", "b"], "flowLogs": flow_logs})
    return stand_up(lambda: Network("shop", NetworkArgs(config=config, region="eu-west-1", cluster_name="eks-shop")))


def test_all_traffic_is_logged_by_default_to_a_group_of_its_own(stand_up: StandUp) -> None:
    made = _network(stand_up)
    logs, group = made.one("aws:ec2/flowLog:FlowLog"), made.one("aws:cloudwatch/logGroup:LogGroup")
    assert (logs["vpcId"], logs["trafficType"], logs["maxAggregationInterval"]) == ("shop-vpc-id", "ALL", 600)
    assert logs["logDestinationType"] == "cloud-watch-logs"
    assert logs["logDestination"] == f"arn:aws:logs:us-west-2:{ACCOUNT}:log-group:shop-flow-logs"
    assert (group["name"], group["retentionInDays"]) == ("/aws/vpc-flow-log/eks-shop", 30)


@pytest.mark.parametrize("traffic", ["all", "accept", "reject"])
def test_traffic_period_and_retention_are_those_asked_for(stand_up: StandUp, traffic: str) -> None:
    made = _network(stand_up, traffic=traffic, retentionDays=90, aggregationSeconds=60)
    logs = made.one("aws:ec2/flowLog:FlowLog")
    assert (logs["trafficType"], logs["maxAggregationInterval"]) == (traffic.upper(), 60)
    assert made.one("aws:cloudwatch/logGroup:LogGroup")["retentionInDays"] == 90


def test_the_group_is_encrypted_by_a_rotating_key_that_cloudwatch_uses_for_it_alone(stand_up: StandUp) -> None:
    made = _network(stand_up)
    key = made.one("aws:kms/key:Key")
    assert key["enableKeyRotation"] is True
    assert made.one("aws:cloudwatch/logGroup:LogGroup")["kmsKeyId"].endswith("key/shop-flow-logs")
    assert made.one("aws:kms/alias:Alias")["name"] == "alias/eks-shop-flow-logs"
    (grant,) = [s for s in json.loads(key["policy"])["Statement"] if s["Sid"] == "FlowLogs"]
    assert grant["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
    assert grant["Condition"]["ArnEquals"] == {
        "kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/vpc-flow-log/eks-shop"
    }


def test_the_role_writes_to_that_group_and_to_nothing_else(stand_up: StandUp) -> None:
    made = _network(stand_up)
    permissions = made.one("aws:iam/rolePolicy:RolePolicy")
    assert permissions["role"] == "shop-flow-logs"
    group = f"arn:aws:logs:us-west-2:{ACCOUNT}:log-group:shop-flow-logs"
    assert json.loads(permissions["policy"]) == json.loads(flow_log_permissions(group))
    assert json.loads(made.one("aws:iam/role:Role")["assumeRolePolicy"]) == json.loads(
        flow_log_trust(account=ACCOUNT, region="eu-west-1")
    )


def test_permissions_name_no_wildcard_but_the_groups_own_streams() -> None:
    (statement,) = json.loads(flow_log_permissions("arn:aws:logs:eu-west-1:1:log-group:g"))["Statement"]
    assert not [action for action in statement["Action"] if "*" in action or "Delete" in action]
    assert {resource.removesuffix(":log-stream:*") for resource in statement["Resource"]} == {
        "arn:aws:logs:eu-west-1:1:log-group:g"
    }


def test_only_flow_logs_of_the_account_and_region_take_the_role_on() -> None:
    (statement,) = json.loads(flow_log_trust(account=ACCOUNT, region="eu-west-1"))["Statement"]
    assert statement["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:vpc-flow-log/*"},
    }


def test_turned_off_nothing_of_them_is_made(stand_up: StandUp) -> None:
    assert KINDS & set(_network(stand_up, enabled=False).resources) == set()
