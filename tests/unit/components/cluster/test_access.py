from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pytest
from pydantic import ValidationError

from components.cluster import AccessConfig, Cluster, ClusterArgs, ClusterConfig
from components.cluster.access import ACCESS_POLICIES, policy_arn, principal_arn

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

ENTRY = "aws:eks/accessEntry:AccessEntry"
ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
ADMIN: dict[str, object] = {"principal": "role/platform-admin", "policy": "cluster-admin"}


def _made(stand_up: StandUp, *access: dict[str, object], **settings: object) -> Registered:
    config = ClusterConfig.model_validate({"version": "1.35", "access": access, **settings})
    args = ClusterArgs(config=config, region="us-west-2", subnet_ids=["subnet-1"], tags={"owner": "platform"})
    return stand_up(lambda: pulumi.export("kubeconfig", Cluster("shop", args).kubeconfig))


def test_a_principal_of_the_clusters_account_is_entered_by_its_arn(stand_up: StandUp) -> None:
    entry = _made(stand_up, ADMIN).one(ENTRY)
    assert entry["principalArn"] == "arn:aws:iam::123456789012:role/platform-admin"
    assert entry["type"] == "STANDARD"
    assert entry["tags"] == {"owner": "platform"}


def test_a_principal_of_another_account_is_entered_as_it_is(stand_up: StandUp) -> None:
    arn = "arn:aws:iam::111122223333:role/tools/argocd"
    made = _made(stand_up, ADMIN, {"principal": arn, "policy": "admin"})
    assert made.of(ENTRY)["shop-111122223333-role-tools-argocd"]["principalArn"] == arn


def test_a_policy_without_namespaces_counts_in_the_whole_cluster(stand_up: StandUp) -> None:
    association = _made(stand_up, ADMIN).one(ASSOCIATION)
    assert association["policyArn"] == "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    assert association["accessScope"] == {"type": "cluster"}


def test_a_policy_with_namespaces_counts_in_them_alone(stand_up: StandUp) -> None:
    made = _made(stand_up, ADMIN, {"principal": "role/developer", "policy": "view", "namespaces": ["production"]})
    association = made.of(ASSOCIATION)["shop-role-developer"]
    assert association["policyArn"].endswith("/AmazonEKSViewPolicy")
    assert association["accessScope"] == {"type": "namespace", "namespaces": ["production"]}


def test_groups_alone_make_an_entry_and_no_policy(stand_up: StandUp) -> None:
    made = _made(stand_up, ADMIN, {"principal": "user/auditor", "groups": ["auditors"]})
    assert made.of(ENTRY)["shop-user-auditor"]["kubernetesGroups"] == ["auditors"]
    assert set(made.of(ASSOCIATION)) == {"shop-role-platform-admin"}


def test_a_cluster_without_administrator_needs_to_be_told_so(stand_up: StandUp) -> None:
    made = _made(stand_up, accessElsewhere=True)
    assert made.of(ENTRY) == {}
    with pytest.raises(ValidationError, match="nobody is cluster-admin"):
        _made(stand_up, {"principal": "role/developer", "policy": "admin"})


def test_security_group_of_eks_is_marked_for_karpenter(stand_up: StandUp) -> None:
    tag = _made(stand_up, ADMIN).one("aws:ec2/tag:Tag")
    assert (tag["key"], tag["value"]) == ("karpenter.sh/discovery", "shop")
    assert tag["resourceId"] == "shop-cluster-group"


def test_every_short_name_stands_for_a_policy_of_eks() -> None:
    assert {policy_arn(name) for name in ("cluster-admin", "admin", "edit", "view", "admin-view")} == {
        f"arn:aws:eks::aws:cluster-access-policy/{policy}" for policy in ACCESS_POLICIES.values()
    }
    assert principal_arn("user/x", "1") == "arn:aws:iam::1:user/x"


@pytest.mark.parametrize(
    ("entry", "at", "what"),
    [
        ({"principal": "role/*", "policy": "view"}, "principal", "'role/*' is a wildcard"),
        ({"principal": "arn:aws:iam::123456789012:role/a?b", "policy": "view"}, "principal", "is a wildcard"),
        ({"principal": "arn:aws:iam::123456789012:root", "policy": "view"}, "principal", "is a whole account"),
        (
            {"principal": "arn:aws:sts::123456789012:assumed-role/admin/me", "policy": "view"},
            "principal",
            "is a session, not a role",
        ),
        ({"principal": "role/aws-service-role/x/y", "policy": "view"}, "principal", "is a role of an AWS service"),
        ({"principal": "group/admins", "policy": "view"}, "principal", "is no IAM role or user"),
        ({"principal": "arn:aws:iam::12:role/x", "policy": "view"}, "principal", "is no IAM role or user"),
        ({"principal": "role/x", "policy": "root"}, "policy", "'cluster-admin', 'admin', 'edit', 'view' or"),
        ({"principal": "role/x"}, None, "gets neither policy nor groups"),
        ({"principal": "role/x", "groups": ["system:masters"]}, "groups", "EKS gives nobody the group"),
        ({"principal": "role/x", "groups": ["a"], "namespaces": ["shop"]}, None, "namespaces limit a policy"),
        ({"principal": "role/x", "policy": "view", "namespaces": ["shop-*"]}, "namespaces", "match pattern"),
        (
            {"principal": "role/x", "policy": "cluster-admin", "namespaces": ["shop"]},
            None,
            "cluster-admin is not for some namespaces alone",
        ),
    ],
)
def test_an_entry_that_means_nothing_or_too_much_is_refused(
    entry: dict[str, object], at: str | None, what: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        AccessConfig.model_validate(entry)
    (error,) = caught.value.errors()
    assert error["loc"][:1] == ((at,) if at else ())
    assert what in error["msg"]


def test_the_same_principal_twice_is_refused_at_the_second() -> None:
    with pytest.raises(ValidationError) as caught:
        ClusterConfig.model_validate({"version": "1.35", "access": [ADMIN, {**ADMIN, "policy": "view"}]})
    (error,) = caught.value.errors()
    assert "'role/platform-admin' is named twice" in error["msg"]
    assert error["ctx"]["at"] == (1, "principal")
