from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from components.nodes.karpenter import Karpenter, KarpenterArgs, KarpenterConfig, addons_of
from components.nodes.karpenter.policy import controller_policy

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

POOL: dict[str, object] = {"name": "burst", "class": "plain", "limits": {"cpu": "64", "memory": "256Gi"}}
SMALLEST: dict[str, object] = {"classes": [{"name": "plain", "image": "bottlerocket@1.64.0"}], "pools": [POOL]}
CLUSTER = "arn:aws:eks:us-west-2:123456789012:cluster/shop"


@pytest.fixture(scope="module")
def made(stand_up: StandUp) -> Registered:
    return stand_up(lambda: Karpenter("shop", KarpenterArgs("shop", CLUSTER, "us-west-2", {"owner": "platform"})))


def _objects(**changes: object) -> dict[str, Any]:
    config = KarpenterConfig.model_validate({**SMALLEST, **changes})
    addons = addons_of(config, repository="https://git.example.com/p.git", revision="main", tags={"owner": "platform"})
    (pools,) = [addon for addon in addons if addon.name == "karpenter-pools"]
    objects: Any = pools.values["objects"]
    return {one["kind"]: one["spec"] for one in objects}


def test_interruptions_reach_an_encrypted_queue_by_our_rules_alone(made: Registered) -> None:
    assert made.one("aws:sqs/queue:Queue")["sqsManagedSseEnabled"] is True
    assert len(made.of("aws:cloudwatch/eventRule:EventRule")) == len(made.of("aws:cloudwatch/eventTarget:EventTarget"))
    send, deny = json.loads(made.one("aws:sqs/queuePolicy:QueuePolicy")["policy"])["Statement"]
    assert send["Principal"] == {"Service": "events.amazonaws.com"}
    assert len(send["Condition"]["ArnEquals"]["aws:SourceArn"]) == 5
    assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_its_nodes_join_by_an_access_entry_and_may_do_what_other_nodes_may(made: Registered) -> None:
    assert made.one("aws:eks/accessEntry:AccessEntry")["type"] == "EC2_LINUX"
    policies = {
        one["policyArn"].rpartition("/")[2]
        for one in made.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment").values()
    }
    assert policies == {"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"}


def test_its_nodes_let_session_manager_in_where_the_stack_s_other_nodes_do(stand_up: StandUp) -> None:
    args = KarpenterArgs("shop", CLUSTER, "us-west-2", session_manager=True)
    attached = stand_up(lambda: Karpenter("shop", args)).of("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert any(one["policyArn"].endswith("/AmazonSSMManagedInstanceCore") for one in attached.values())


def test_the_controller_gets_its_role_by_pod_identity(made: Registered) -> None:
    association = made.one("aws:eks/podIdentityAssociation:PodIdentityAssociation")
    assert (association["namespace"], association["serviceAccount"]) == ("karpenter", "karpenter")


def _statements() -> list[dict[str, Any]]:
    document = controller_policy(
        region="us-west-2",
        account="123456789012",
        cluster="shop",
        node_role_arn="arn:aws:iam::123456789012:role/node",
        queue_arn="arn:aws:sqs:us-west-2:123456789012:queue",
    )
    statements: list[dict[str, Any]] = json.loads(document)["Statement"]
    return statements


def test_the_controller_makes_and_removes_only_what_carries_the_cluster_s_tag() -> None:
    changing = ("ec2:TerminateInstances", "ec2:DeleteLaunchTemplate", "ec2:CreateTags", "ec2:CreateLaunchTemplate")
    for statement in _statements():
        if set(statement["Action"]) & set(changing):
            assert any("kubernetes.io/cluster/shop" in key for key in statement["Condition"]["StringEquals"])


def test_every_resource_is_of_the_cluster_s_own_region_and_wildcards_only_read() -> None:
    for statement in _statements():
        if statement["Resource"] == "*":
            verbs = {action.partition(":")[2] for action in statement["Action"]}
            assert all(verb.startswith(("Describe", "Get", "List")) for verb in verbs)
        assert not any("*" in action for action in statement["Action"])


def test_the_controller_makes_no_instance_profiles() -> None:
    actions = {action for statement in _statements() for action in statement["Action"]}
    assert {action for action in actions if action.startswith("iam:")} == {
        "iam:GetInstanceProfile",
        "iam:ListInstanceProfiles",
        "iam:PassRole",
    }


def test_instances_answer_imdsv2_alone_have_encrypted_volumes_and_no_public_address() -> None:
    spec = _objects()["EC2NodeClass"]
    assert (spec["metadataOptions"]["httpTokens"], spec["metadataOptions"]["httpPutResponseHopLimit"]) == (
        "required",
        1,
    )
    assert {disk["ebs"]["encrypted"] for disk in spec["blockDeviceMappings"]} == {True}
    assert [disk["deviceName"] for disk in spec["blockDeviceMappings"]] == ["/dev/xvda", "/dev/xvdb"]
    assert spec["associatePublicIPAddress"] is False
    assert spec["tags"] == {"owner": "platform"}
    assert "karpenter-instance-profile" in spec["instanceProfile"]


def test_a_pool_is_limited_and_disrupts_few_nodes_at_once() -> None:
    spec = _objects()["NodePool"]
    assert spec["limits"] == {"cpu": "64", "memory": "256Gi"}
    assert spec["disruption"]["budgets"] == [{"nodes": "10%"}]
    assert spec["template"]["spec"]["expireAfter"] == "720h"
    assert spec["template"]["metadata"]["labels"] == {"slipway.dev/pool": "burst"}


def test_budgets_hold_when_they_say() -> None:
    budget = {"nodes": "0", "schedule": "0 9 * * mon-fri", "duration": "8h", "reasons": ["Drifted"]}
    assert _objects(pools=[{**POOL, "budgets": [budget]}])["NodePool"]["disruption"]["budgets"] == [budget]


def test_a_stack_without_karpenter_gets_no_add_on() -> None:
    assert addons_of(None, repository="https://git.example.com/p.git", revision="main", tags={}) == ()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"pools": [{**POOL, "hugepages": {"2Mi": 8}}]}, "Karpenter can't plan for hugepages in a pool"),
        (
            {"classes": [{"name": "plain", "image": "al2023@v20260901", "kernelArguments": ["quiet"]}]},
            "Karpenter can't plan for kernelArguments in a class",
        ),
        (
            {"pools": [{**POOL, "requirements": [{"key": "hugepages-2Mi", "operator": "Exists"}]}]},
            "Karpenter can't plan for hugepages",
        ),
        ({"pools": [{**POOL, "class": "other"}]}, "there is no class 'other'"),
        ({"pools": [POOL, POOL]}, "two are called 'burst'"),
        ({"classes": [{"name": "plain", "image": "bottlerocket@latest"}]}, "match pattern"),
        ({"pools": [{**POOL, "limits": {"gpu": "1"}}]}, "'cpu' or 'memory'"),
        ({"pools": [{**POOL, "budgets": [{"nodes": "0", "schedule": "@daily"}]}]}, "schedule and duration go together"),
        ({"pools": [{**POOL, "labels": {"slipway.dev/pool": "x"}}]}, "is set by the pool itself"),
        ({"pools": []}, "at least 1 item"),
    ],
)
def test_bad_values_are_refused(change: dict[str, object], what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        KarpenterConfig.model_validate({**SMALLEST, **change})
    assert what in caught.value.errors()[0]["msg"]
