from __future__ import annotations

import pytest

from components.iam import allow, pod_trust_policy, policy_document, trust_policy
from tests.unit.components.least_privilege import too_broad, trusts_too_many

BUCKET = "arn:aws:s3:::shop/*"


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (allow("All", ["*"], BUCKET), "All allows *"),
        (allow("All", ["s3:*"], BUCKET), "All allows s3:*"),
        (allow("Some", ["s3:Get*"], BUCKET), "Some allows s3:Get*"),
        (allow("Write", ["s3:PutObject"], "*"), "Write allows s3:PutObject on everything"),
        (allow("Secrets", ["secretsmanager:GetSecretValue"], ["*"]), "GetSecretValue on everything"),
        (
            {"Sid": "Round", "Effect": "Allow", "NotAction": ["iam:*"], "Resource": BUCKET},
            "Round allows all but its NotAction",
        ),
    ],
)
def test_what_is_broader_than_need_be_is_named(statement: dict[str, object], what: str) -> None:
    (found,) = too_broad(policy_document(statement))
    assert what in found


@pytest.mark.parametrize(
    "statement",
    [
        allow("Read", ["s3:GetObject"], BUCKET),
        allow("Look", ["ec2:DescribeVpcs", "route53:ListHostedZones", "ec2:GetSecurityGroupsForVpc"], "*"),
        allow("Own", ["ec2:DeleteVolume"], "*", {"StringEquals": {"aws:ResourceTag/owner": "shop"}}),
        {"Sid": "No", "Effect": "Deny", "Action": "*", "Resource": "*"},
    ],
)
def test_what_is_narrow_passes(statement: dict[str, object]) -> None:
    assert too_broad(policy_document(statement)) == []


def test_trust_in_anybody_is_named_and_trust_in_one_service_is_not() -> None:
    anybody: dict[str, object] = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
    assert trusts_too_many(policy_document(anybody)) == ["anybody may take the role on"]
    assert trusts_too_many(trust_policy("pods.eks.amazonaws.com")) == ["pods of any cluster may take the role on"]
    assert trusts_too_many(trust_policy("ec2.amazonaws.com")) == []
    cluster = "arn:aws:eks:us-west-2:123456789012:cluster/shop"
    assert trusts_too_many(pod_trust_policy(cluster_arn=cluster, namespace="a", service_account="b")) == []
