from __future__ import annotations

import json

import pytest

from components.iam import account_of, pod_trust_policy, trust_policy


def test_only_the_named_service_takes_the_role_on() -> None:
    (statement,) = json.loads(trust_policy("eks.amazonaws.com"))["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Principal": {"Service": "eks.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }


def test_account_is_the_fifth_part_of_an_arn() -> None:
    assert account_of("arn:aws:iam::123456789012:role/a:b") == "123456789012"


@pytest.mark.parametrize("text", ["", "123456789012", "arn:aws:s3:::bucket"])
def test_what_names_no_account_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an ARN that names an account"):
        account_of(text)


def test_only_pods_of_one_service_account_of_one_cluster_take_the_role_on() -> None:
    cluster = "arn:aws:eks:us-west-2:123456789012:cluster/shop"
    (statement,) = json.loads(pod_trust_policy(cluster_arn=cluster, namespace="dns", service_account="external-dns"))[
        "Statement"
    ]
    assert statement["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert statement["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    assert statement["Condition"] == {
        "StringEquals": {
            "aws:SourceAccount": "123456789012",
            "aws:RequestTag/kubernetes-namespace": "dns",
            "aws:RequestTag/kubernetes-service-account": "external-dns",
        },
        "ArnEquals": {"aws:SourceArn": cluster},
    }
