from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pulumi
import pytest
from pydantic import ValidationError

from components.nodes import NodePool, NodePoolArgs, NodePools, NodePoolsArgs, PoolConfig, user_data_of

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
GROUP = "aws:eks/nodeGroup:NodeGroup"
SMALLEST: dict[str, object] = {
    "name": "web",
    "instanceTypes": ["m7i.large"],
    "size": {"min": 1, "max": 3, "desired": 2},
}
FAST: dict[str, object] = {
    "name": "fast",
    "kind": "low-latency",
    "instanceTypes": ["c7i.4xlarge"],
    "size": {"min": 1, "max": 1, "desired": 1},
    "hugepages": {"1Gi": 8},
}


def _pool(stand_up: StandUp, pool: dict[str, object]) -> Registered:
    def build() -> None:
        NodePool(
            "shop-web",
            NodePoolArgs(
                config=PoolConfig.model_validate(pool),
                cluster_name="shop",
                version="1.35",
                role_arn="arn:aws:iam::123456789012:role/node",
                subnet_ids=["subnet-1", "subnet-2"],
                tags={"owner": "platform"},
            ),
        )

    return stand_up(build)


def test_instances_answer_imdsv2_alone_one_hop_away(stand_up: StandUp) -> None:
    options = _pool(stand_up, SMALLEST).one(TEMPLATE)["metadataOptions"]
    assert (options["httpTokens"], options["httpPutResponseHopLimit"]) == ("required", 1)


def test_volumes_are_encrypted_gp3_of_the_size_asked(stand_up: StandUp) -> None:
    (disk,) = _pool(stand_up, {**SMALLEST, "volumeGib": 80}).one(TEMPLATE)["blockDeviceMappings"]
    assert disk["ebs"] == {
        "encrypted": "true",
        "volumeType": "gp3",
        "volumeSize": 80,
        "deleteOnTermination": "true",
    }


def test_no_key_opens_a_node_and_no_public_address_is_asked_for(stand_up: StandUp) -> None:
    made = _pool(stand_up, SMALLEST)
    assert {"keyName", "networkInterfaces"}.isdisjoint(made.one(TEMPLATE))
    assert "remoteAccess" not in made.one(GROUP)


def test_instances_volumes_and_interfaces_carry_the_tags(stand_up: StandUp) -> None:
    specifications = _pool(stand_up, SMALLEST).one(TEMPLATE)["tagSpecifications"]
    assert {one["resourceType"] for one in specifications} == {"instance", "volume", "network-interface"}
    assert all(
        one["tags"].items() >= {"owner": "platform", "slipway.dev/pool": "web"}.items() for one in specifications
    )


def test_the_node_group_runs_the_newest_version_of_its_template(stand_up: StandUp) -> None:
    group = _pool(stand_up, SMALLEST).one(GROUP)
    assert group["launchTemplate"] == {"id": "shop-web-id", "version": "7"}
    assert group["scalingConfig"] == {"minSize": 1, "maxSize": 3, "desiredSize": 2}
    assert (group["clusterName"], group["instanceTypes"]) == ("shop", ["m7i.large"])


def test_only_a_low_latency_pool_keeps_other_pods_off(stand_up: StandUp) -> None:
    assert _pool(stand_up, SMALLEST).one(GROUP)["taints"] == []
    fast = _pool(stand_up, FAST).one(GROUP)
    assert fast["taints"] == [{"key": "slipway.dev/pool", "value": "fast", "effect": "NO_SCHEDULE"}]
    assert fast["labels"] == {"slipway.dev/pool": "fast"}


def test_user_data_reaches_the_template_in_base64(stand_up: StandUp) -> None:
    encoded = _pool(stand_up, FAST).one(TEMPLATE)["userData"]
    assert base64.b64decode(encoded).decode() == user_data_of(PoolConfig.model_validate(FAST))


@pytest.mark.parametrize(
    ("instance", "image"), [("m7i.large", "AL2023_x86_64_STANDARD"), ("m7g.large", "AL2023_ARM_64_STANDARD")]
)
def test_the_image_is_of_the_instances_architecture(stand_up: StandUp, instance: str, image: str) -> None:
    assert _pool(stand_up, {**SMALLEST, "instanceTypes": [instance]}).one(GROUP)["amiType"] == image


def test_pools_share_a_role_that_may_join_pull_and_do_no_more(stand_up: StandUp) -> None:
    def build() -> None:
        nodes = NodePools(
            "shop",
            NodePoolsArgs(
                pools=[PoolConfig.model_validate(SMALLEST), PoolConfig.model_validate(FAST)],
                cluster_name="shop",
                version="1.35",
                subnet_ids=["subnet-1"],
            ),
        )
        pulumi.export("pools", {name: pool.node_group_name for name, pool in nodes.pools.items()})

    made = stand_up(build)
    attachments = made.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment").values()
    assert {one["policyArn"].rpartition("/")[2] for one in attachments} == {
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonEKS_CNI_Policy",
    }
    assert {group["nodeRoleArn"] for group in made.of(GROUP).values()} == {"arn:aws:iam::123456789012:role/shop-node"}
    assert made.exports["pools"] == {"web": "shop-web-1234567", "fast": "shop-fast-1234567"}


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        ({"instanceTypes": ["m7i.lrage"]}, ("instanceTypes",), "'m7i.lrage' is not in the table"),
        ({"instanceTypes": []}, ("instanceTypes",), "at least 1 item"),
        ({"instanceTypes": ["m7i.large", "m7g.large"]}, ("instanceTypes",), "amd64 and arm64 in one pool"),
        ({"kind": "spotty"}, ("kind",), "'general' or 'low-latency'"),
        ({"name": "Web"}, ("name",), "match pattern"),
        ({"size": {"min": 4, "max": 3, "desired": 3}}, ("size",), "min 4 is more than max 3"),
        ({"size": {"min": 1, "max": 3, "desired": 4}}, ("size",), "desired 4 is not between"),
        ({"size": {"min": 1, "max": 3}}, ("size", "desired"), "required"),
        ({"size": {"min": -1, "max": 3, "desired": 1}}, ("size", "min"), "greater than or equal to 0"),
        ({"hugepages": {"4Ki": 1}}, ("hugepages", "4Ki"), "not permitted"),
        ({"hugepages": {"2Mi": "many"}}, ("hugepages", "2Mi"), "valid integer"),
        ({"hugepages": {"1Gi": 8}}, (), "hugepages of 8192 MiB do not fit m7i.large"),
        ({"kind": "low-latency"}, (), "1 reserved cores leave none of the 1"),
        ({"reservedCores": 0}, ("reservedCores",), "greater than or equal to 1"),
        ({"volumeGib": 5}, ("volumeGib",), "greater than or equal to 20"),
        ({"labels": {"slipway.dev/pool": "x"}}, ("labels",), "is set by the pool itself"),
        (
            {"instanceTypes": ["m7i.large", "m7i.xlarge"], "hugepages": {"2Mi": 8}},
            (),
            "m7i.xlarge and m7i.large differ",
        ),
    ],
)
def test_bad_values_are_refused(change: dict[str, object], where: tuple[str, ...], what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PoolConfig.model_validate({**SMALLEST, **change})
    (error,) = caught.value.errors()
    assert error["loc"] == where
    assert what in error["msg"]
