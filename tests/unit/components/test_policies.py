"""The judge of policy documents sees what is too wide, and lets pass what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.iam import pod_trust_policy, trust_policy
from components.recorded import RecordedResource
from tests.unit.components.policies import complaints, too_wide

ROLE, KEY = "aws:iam/role:Role", "aws:kms/key:Key"
GITHUB = {"Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"}
TOKEN = "token.actions.githubusercontent.com"


def judged(kind: str = ROLE, **statement: Any) -> list[str]:
    document = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Sid": "One", **statement}]})
    return [
        complaint.removeprefix(f"{kind} r: One: ")
        for complaint in complaints(RecordedResource("u", kind, "r", inputs={"policy": document}))
    ]


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ({"Action": "*", "Resource": "arn:aws:s3:::a"}, "allows *"),
        ({"Action": ["s3:*"], "Resource": "arn:aws:s3:::a"}, "allows s3:*"),
        ({"Action": ["s3:Get*"], "Resource": "arn:aws:s3:::a"}, "allows s3:Get*"),
        (
            {"Action": ["s3:PutObject"], "Resource": ["*"]},
            "allows s3:PutObject on every resource, without a condition",
        ),
        (
            {"Action": ["sts:AssumeRole"], "Principal": {"Service": "pods.eks.amazonaws.com"}},
            "lets pods of any cluster in",
        ),
        ({"NotAction": "iam:*", "Resource": "*"}, "allows all but some (NotAction)"),
        (
            {"Action": ["ec2:DescribeVpcs", "ec2:DeleteVpc"], "Resource": "*"},
            "allows ec2:DeleteVpc on every resource, without a condition",
        ),
        (
            {"Action": "secretsmanager:GetSecretValue", "Resource": "*"},
            "allows secretsmanager:GetSecretValue on every resource, without a condition",
        ),
        ({"Action": "sqs:SendMessage", "Resource": "*", "Principal": "*"}, "lets everybody in"),
        ({"Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}, "lets everybody in"),
        (
            {
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": GITHUB,
                "Condition": {"StringEquals": {f"{TOKEN}:aud": "sts.amazonaws.com"}},
            },
            "takes any token of the issuer, whatever its sub",
        ),
        (
            {
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": GITHUB,
                "Condition": {"StringLike": {f"{TOKEN}:aud": "sts.amazonaws.com", f"{TOKEN}:sub": "repo:*"}},
            },
            "takes the subject repo:*",
        ),
    ],
)
def test_what_is_too_wide_is_told(statement: dict[str, Any], complaint: str) -> None:
    assert judged(**statement) == [complaint]


@pytest.mark.parametrize(
    "statement",
    [
        {"Action": ["ec2:DescribeVpcs", "ec2:GetSecurityGroupsForVpc", "s3:ListBucket"], "Resource": "*"},
        {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"},
        {"Action": "ec2:DeleteVolume", "Resource": "*", "Condition": {"StringLike": {"ec2:ResourceTag/x": "y"}}},
        {"Action": ["sts:AssumeRole"], "Principal": {"Service": "ec2.amazonaws.com"}},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": "*"},
        {
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": GITHUB,
            "Condition": {
                "StringEquals": {f"{TOKEN}:aud": "sts.amazonaws.com", f"{TOKEN}:sub": "repo:a/b:environment:prod"}
            },
        },
    ],
)
def test_what_is_narrow_enough_passes(statement: dict[str, Any]) -> None:
    assert judged(**statement) == []


def test_a_document_is_judged_without_its_resource() -> None:
    pods = pod_trust_policy(
        cluster_arn="arn:aws:eks:us-west-2:123456789012:cluster/shop", namespace="a", service_account="b"
    )
    assert too_wide(pods) == []
    assert len(too_wide(trust_policy("pods.eks.amazonaws.com"))) == 1


def test_a_key_s_account_manages_it_and_a_role_s_does_not() -> None:
    everything = {"Action": "kms:*", "Resource": "*", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}
    assert judged(KEY, **everything) == []
    assert judged(ROLE, **everything) == ["allows kms:*"]


OWN = {"StringEquals": {"aws:PrincipalAccount": ["1"]}}


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ({"Action": ["ecr:*"], "Condition": OWN}, []),
        ({"Action": ["ecr:*"]}, ["lets ecr:* through for identities of any account; lets ecr:* through for everybody"]),
        ({"Action": ["sqs:SendMessage"], "Condition": OWN}, ["lets sqs:SendMessage through, which is not of ecr"]),
        ({"Action": ["ecr:PutImage"]}, ["lets ecr:PutImage through for everybody on everything"]),
        ({"Action": ["ecr:BatchGetImage"]}, []),
    ],
)
def test_an_endpoint_s_policy_is_judged_as_the_filter_that_it_is(statement: dict[str, Any], told: list[str]) -> None:
    document = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Resource": "*", **statement}]})
    endpoint = RecordedResource(
        "u",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "e",
        inputs={"policy": document, "serviceName": "com.amazonaws.us-west-2.ecr.api"},
    )
    found = complaints(endpoint)
    assert len(found) == len(told)
    assert all(one in complaint for one, complaint in zip(told, found, strict=True))
