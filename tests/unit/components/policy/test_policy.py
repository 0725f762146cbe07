from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.config import read_environment
from components.policy import Policies, UnknownTypes, policies_of
from components.policy.documents import LIMIT, Where, size
from components.policy.table import rows
from components.recorded import RecordedResource, Recording, recorded

ROOT = Path(__file__).parents[4]
STACKS = sorted(file.name.split(".")[1] for file in (ROOT / "stacks").glob("Pulumi.*.yaml"))
WHERE = Where("shop", "slipway-shop", "eu-west-1", "123456789012")


def _made(*resources: tuple[str, str, dict[str, Any]]) -> Policies:
    graph = tuple(
        RecordedResource(f"urn:{kind}::{name}", kind, name, inputs=inputs) for kind, name, inputs in resources
    )
    return policies_of(Recording("shop", graph, {}), WHERE)


def _statements(made: Policies) -> Iterator[dict[str, Any]]:
    for document in made.documents:
        yield from document["Statement"]


def _of(made: Policies, action: str) -> list[dict[str, Any]]:
    return [one for one in _statements(made) if action in one["Action"]]


@pytest.mark.parametrize("stack", STACKS)
def test_every_type_of_a_committed_stack_has_a_row_and_every_document_fits(stack: str) -> None:
    environment = read_environment(stack, ROOT / "stacks")
    where = Where(stack, environment.cluster_name, environment.region, "123456789012")
    made = policies_of(recorded(stack, ROOT), where)
    assert all(size(document) <= LIMIT for document in made.documents)
    assert len(made.documents) <= 10  # managed policies of a role, unless the quota was raised
    for one in _statements(made):
        assert all(re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9]+", action) for action in one["Action"])


def test_no_row_has_an_action_with_a_wildcard() -> None:
    told = [action for row in rows().values() for grant in row.grants for action in grant.actions]
    assert told
    assert not [action for action in told if "*" in action]


def test_every_resource_has_no_more_than_what_only_looks_or_cant_be_limited() -> None:
    """`*` is granted only with a condition, since all but `sts:GetCallerIdentity` know at least the region."""
    bare = {
        action
        for row in rows().values()
        for grant in row.grants
        if grant.on == ("*",) and not grant.when and grant.tagged == "not"
        for action in grant.actions
    }
    assert bare == set()


def test_roles_are_limited_to_the_stacks_names_and_handed_to_one_service() -> None:
    made = _made(
        ("aws:iam/role:Role", "slipway-shop-node", {}), ("aws:eks/cluster:Cluster", "slipway-shop-cluster", {})
    )
    (create,) = _of(made, "iam:CreateRole")
    assert create["Resource"] == "arn:aws:iam::123456789012:role/slipway-shop-*"
    (hand,) = _of(made, "iam:PassRole")
    assert hand["Condition"] == {"StringEquals": {"iam:PassedToService": "eks.amazonaws.com"}}


def test_only_the_policies_that_the_graph_attaches_can_be_attached() -> None:
    arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
    made = _made(
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", {"policyArn": arn}),
        (
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            "b",
            {"policyArn": "arn:aws:iam::1:policy/slipway-shop-x"},
        ),
    )
    (attach,) = _of(made, "iam:AttachRolePolicy")
    assert attach["Condition"]["ArnLike"]["iam:PolicyARN"] == [
        "arn:aws:iam::123456789012:policy/slipway-shop-*",
        arn,
    ]


def test_ec2_makes_only_what_carries_the_stacks_tag_and_changes_only_that() -> None:
    made = _made(("aws:ec2/vpc:Vpc", "slipway-shop-vpc", {}))
    (create,) = _of(made, "ec2:CreateVpc")
    assert create["Condition"] == {"StringEquals": {"aws:RequestTag/slipway.dev/stack": "shop"}}
    (delete,) = _of(made, "ec2:DeleteVpc")
    assert delete["Condition"] == {"StringEquals": {"aws:ResourceTag/slipway.dev/stack": "shop"}}
    assert delete["Resource"] == "arn:aws:ec2:eu-west-1:123456789012:vpc/*"


@pytest.mark.parametrize(
    ("given", "arns"),
    [
        ("/aws/eks/slipway-shop/cluster", "/aws/eks/slipway-shop/*"),
        ("slipway-shop", "slipway-shop"),
        ("elsewhere", "elsewhere"),
    ],
)
def test_a_given_name_limits_to_what_begins_as_it_does(given: str, arns: str) -> None:
    made = _made(("aws:cloudwatch/logGroup:LogGroup", "logs", {"name": given}))
    (create,) = _of(made, "logs:CreateLogGroup")
    assert create["Resource"][0] == f"arn:aws:logs:eu-west-1:123456789012:log-group:{arns}"


def test_the_key_of_a_databases_password_is_used_through_secrets_manager_alone() -> None:
    (decrypt,) = _of(_made(("aws:rds/instance:Instance", "orders", {})), "kms:Decrypt")
    assert decrypt["Condition"]["StringEquals"]["kms:ViaService"] == "secretsmanager.eu-west-1.amazonaws.com"
    assert "kms:GenerateDataKey" in decrypt["Action"]


def test_a_type_without_a_row_is_refused_by_name() -> None:
    with pytest.raises(UnknownTypes, match="aws:fsx/x:X has no row") as caught:
        _made(("aws:fsx/x:X", "one", {}))
    assert caught.value.exit_status == 2


def test_what_kubernetes_makes_needs_nothing_of_iam() -> None:
    made = _made(("kubernetes:core/v1:Namespace", "one", {}))
    assert [one["Action"] for one in _statements(made)] == [["sts:GetCallerIdentity"]]


def test_documents_are_the_same_each_time() -> None:
    resources: list[tuple[str, str, dict[str, Any]]] = [
        ("aws:ec2/vpc:Vpc", "v", {}),
        ("aws:eks/cluster:Cluster", "c", {}),
        ("aws:kms/key:Key", "k", {}),
    ]
    assert json.dumps(_made(*resources).documents) == json.dumps(_made(*resources).documents)
