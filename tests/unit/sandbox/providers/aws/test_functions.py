"""The functions of pulumi-aws that the stand-in answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.providers.aws.errors import BadInput, NotInTable
from sandbox.providers.aws.functions import FUNCTIONS, answer
from sandbox.providers.aws.policy_document import policy_document


def _document(**arguments: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(str(policy_document(arguments)["json"]))
    return found


def test_a_statement_is_written_as_iam_wants_it() -> None:
    document = _document(
        statements=[
            {
                "sid": "Assume",
                "actions": ["sts:AssumeRole"],
                "principals": [{"type": "Service", "identifiers": ["eks.amazonaws.com"]}],
                "conditions": [{"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["1", "2"]}],
            },
            {"effect": "Deny", "actions": ["s3:PutObject", "s3:GetObject"], "resources": ["*"]},
        ]
    )
    assert document == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Assume",
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "eks.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": ["1", "2"]}},
            },
            {"Effect": "Deny", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": "*"},
        ],
    }


def test_everyone_is_a_star_and_principals_of_one_kind_are_gathered() -> None:
    everyone, two = _document(
        statements=[
            {"principals": [{"type": "*", "identifiers": ["*"]}]},
            {"principals": [{"type": "AWS", "identifiers": ["a"]}, {"type": "AWS", "identifiers": ["b"]}]},
        ]
    )["Statement"]
    assert everyone["Principal"] == "*"
    assert sorted(two["Principal"]["AWS"]) == ["a", "b"]


def test_own_statements_override_those_of_sources_and_are_overridden_in_turn() -> None:
    source = json.dumps({"Statement": [{"Sid": "a", "Effect": "Deny"}, {"Effect": "Deny"}]})
    override = json.dumps({"Statement": {"Sid": "b", "Effect": "Deny", "Action": "*"}})
    document = _document(
        statements=[{"sid": "a", "actions": ["x"]}, {"sid": "b", "actions": ["y"]}],
        sourcePolicyDocuments=[source],
        overridePolicyDocuments=[override],
    )
    assert document["Statement"] == [
        {"Sid": "a", "Effect": "Allow", "Action": "x"},
        {"Effect": "Deny"},
        {"Sid": "b", "Effect": "Deny", "Action": "*"},
    ]


def test_two_sources_with_one_sid_and_a_source_that_is_no_json_are_refused() -> None:
    source = json.dumps({"Statement": [{"Sid": "a", "Effect": "Deny"}]})
    with pytest.raises(BadInput, match="with the Sid a"):
        policy_document({"sourcePolicyDocuments": [source, source]})
    with pytest.raises(BadInput, match="not a JSON object"):
        policy_document({"sourcePolicyDocuments": ["{"]})


def test_the_account_and_the_zones_come_from_the_cloud(cloud: Any) -> None:
    identity = answer(cloud, "aws:index/getCallerIdentity:getCallerIdentity", {}, "us-west-2")
    assert len(str(identity["accountId"])) == 12
    zones = answer(cloud, "aws:index/getAvailabilityZones:getAvailabilityZones", {"state": "available"}, "eu-west-1")
    assert zones["names"] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    assert zones["state"] == "available"


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("us-west-2", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_region_and_partition_need_no_call(region: str, partition: str, suffix: str) -> None:
    nothing: Any = None
    assert answer(nothing, "aws:index/getPartition:getPartition", {}, region)["partition"] == partition
    assert answer(nothing, "aws:index/getPartition:getPartition", {}, region)["dnsSuffix"] == suffix
    assert answer(nothing, "aws:index/getRegion:getRegion", {}, region)["name"] == region


def test_a_function_without_a_row_is_refused_by_name(cloud: Any) -> None:
    with pytest.raises(
        NotInTable, match=r"has no row for function aws:ec2/getVpcs:getVpcs \(nearest: aws:ec2/getVpc:getVpc\)"
    ):
        answer(cloud, "aws:ec2/getVpcs:getVpcs", {}, "us-west-2")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_function_is_one_of_pulumi_aws() -> None:
    import importlib

    for token in FUNCTIONS:
        module, name = token.split(":")[1].split("/")
        package = importlib.import_module("pulumi_aws" if module == "index" else f"pulumi_aws.{module}")
        assert hasattr(
            package,
            "get_" + "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name[3:]).lstrip("_"),
        )
