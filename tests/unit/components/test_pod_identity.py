from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from components.iam import allow, policy_document
from components.pod_identity import PodIdentity, PodIdentityArgs

if TYPE_CHECKING:
    from tests.unit.components.conftest import StandUp

POLICY = policy_document(allow("Read", ["s3:GetObject"], "arn:aws:s3:::shop-reports/*"))


def _args(**changes: Any) -> PodIdentityArgs:
    return PodIdentityArgs(
        **{
            "cluster_name": "shop",
            "cluster_arn": "arn:aws:eks:us-west-2:123456789012:cluster/shop",
            "namespace": "reports",
            "service_account": "reader",
            "policy": POLICY,
            **changes,
        }
    )


def test_a_service_account_gets_a_role_with_its_policy_and_nothing_else(stand_up: StandUp) -> None:
    made = stand_up(lambda: PodIdentity("reader", _args(tags={"owner": "reports"})))
    role, policy = made.one("aws:iam/role:Role"), made.one("aws:iam/rolePolicy:RolePolicy")
    association = made.one("aws:eks/podIdentityAssociation:PodIdentityAssociation")
    condition = json.loads(role["assumeRolePolicy"])["Statement"][0]["Condition"]
    assert condition["StringEquals"]["aws:RequestTag/kubernetes-service-account"] == "reader"
    assert json.loads(policy["policy"]) == json.loads(POLICY)
    assert association["clusterName"] == "shop"
    assert (association["namespace"], association["serviceAccount"]) == ("reports", "reader")
    assert association["roleArn"].endswith("role/reader")
    assert role["tags"] == association["tags"] == {"owner": "reports"}
    assert made.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment") == {}


def test_an_add_on_that_makes_its_own_association_gets_none_here(stand_up: StandUp) -> None:
    made = stand_up(lambda: PodIdentity("reader", _args(associated=False)))
    assert made.of("aws:eks/podIdentityAssociation:PodIdentityAssociation") == {}
    assert made.one("aws:iam/role:Role")
