from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pulumi
import pytest
from pydantic import ValidationError

from components.nodes import NodePool, NodePoolArgs, NodePools, NodePoolsArgs, NodesConfig, PoolConfig, user_data_of

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
SPOT: dict[str, object] = {**SMALLEST, "kind": "spot", "instanceTypes": ["m7i.large", "m6i.large"]}


def _pool(stand_up: StandUp, pool: dict[str, object], *, security_group_ids: list[str] | None = None) -> Registered:
    def build() -> None:
        NodePool(
            "shop-web",
            NodePoolArgs(
                config=PoolConfig.model_validate(pool),
                cluster_name="shop",
                version="1.35",
                role_arn="arn:aws:iam::123456789012:role/node",
                subnet_ids=["subnet-1", "subnet-2"],
                security_group_ids=security_group_ids,
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


def test_no_key_opens_a_node(stand_up: StandUp) -> None:
    made = _pool(stand_up, SMALLEST)
    assert "keyName" not in made.one(TEMPLATE)
    assert "remoteAccess" not in made.one(GROUP)


def test_with_security_groups_the_template_itself_refuses_public_addresses(stand_up: StandUp) -> None:
    made = _pool(stand_up, SMALLEST, security_group_ids=["sg-1"])
    (interface,) = made.one(TEMPLATE)["networkInterfaces"]
    assert interface == {
        "deviceIndex": 0,
        "associatePublicIpAddress": "false",
        "deleteOnTermination": "true",
        "securityGroups": ["sg-1"],
    }
    assert "vpcSecurityGroupIds" not in made.one(TEMPLATE)


def test_instances_are_watched_minute_by_minute(stand_up: StandUp) -> None:
    assert _pool(stand_up, SMALLEST).one(TEMPLATE)["monitoring"] == {"enabled": True}


def test_bottlerocket_has_a_volume_for_the_system_and_one_of_the_size_asked_both_by_the_key_given(
    stand_up: StandUp,
) -> None:
    key = "arn:aws:kms:us-west-2:123456789012:key/0d1e2f"
    made = _pool(stand_up, {**SMALLEST, "os": "bottlerocket", "volumeGib": 90, "volumeKey": key})
    disks = {disk["deviceName"]: disk["ebs"] for disk in made.one(TEMPLATE)["blockDeviceMappings"]}
    assert {device: disk["volumeSize"] for device, disk in disks.items()} == {"/dev/xvda": 4, "/dev/xvdb": 90}
    assert {(disk["encrypted"], disk["kmsKeyId"]) for disk in disks.values()} == {("true", key)}


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


def test_a_spot_pool_buys_spot_says_so_and_keeps_pods_off_that_do_not_expect_it(stand_up: StandUp) -> None:
    group = _pool(stand_up, SPOT).one(GROUP)
    assert (group["capacityType"], group["instanceTypes"]) == ("SPOT", ["m7i.large", "m6i.large"])
    assert group["labels"]["slipway.dev/capacity"] == "spot"
    assert group["taints"] == [{"key": "slipway.dev/capacity", "value": "spot", "effect": "NO_SCHEDULE"}]


def test_a_retiring_pool_takes_no_new_pods_and_its_twin_answers_to_its_name(stand_up: StandUp) -> None:
    retiring = _pool(stand_up, {**FAST, "retiring": True}).one(GROUP)
    assert retiring["labels"] == {"slipway.dev/pool": "fast", "slipway.dev/retiring": "true"}
    assert retiring["taints"][1] == {"key": "slipway.dev/retiring", "value": "true", "effect": "NO_SCHEDULE"}
    twin = _pool(stand_up, {**FAST, "name": "fast-2", "serves": "fast"}).one(GROUP)
    assert twin["labels"] == {"slipway.dev/pool": "fast"}
    assert twin["taints"] == [{"key": "slipway.dev/pool", "value": "fast", "effect": "NO_SCHEDULE"}]


def test_an_autoscaled_pool_tells_what_a_node_of_it_would_be(stand_up: StandUp) -> None:
    pool = {**FAST, "autoscaled": True, "size": {"min": 0, "max": 3, "desired": 0}, "hugepages": {"1Gi": 8}}
    tags = _pool(stand_up, pool).of("aws:autoscaling/tag:Tag").values()
    prefix = "k8s.io/cluster-autoscaler/node-template/"
    assert {tag["autoscalingGroupName"] for tag in tags} == {"eks-shop-web"}
    assert {tag["tag"]["key"].removeprefix(prefix): tag["tag"]["value"] for tag in tags} == {
        "label/slipway.dev/pool": "fast",
        "taint/slipway.dev/pool": "fast:NoSchedule",
        "resources/hugepages-1Gi": "8192Mi",
        "resources/ephemeral-storage": "50Gi",
        "resources/cpu": "14000m",
        "resources/memory": "20297Mi",
    }


def test_a_pool_that_nobody_scales_has_no_such_tags(stand_up: StandUp) -> None:
    assert _pool(stand_up, FAST).of("aws:autoscaling/tag:Tag") == {}


def test_only_a_low_latency_pool_keeps_other_pods_off(stand_up: StandUp) -> None:
    assert _pool(stand_up, SMALLEST).one(GROUP)["taints"] == []
    fast = _pool(stand_up, FAST).one(GROUP)
    assert fast["taints"] == [{"key": "slipway.dev/pool", "value": "fast", "effect": "NO_SCHEDULE"}]
    assert fast["labels"] == {"slipway.dev/pool": "fast"}


def test_user_data_reaches_the_template_in_base64(stand_up: StandUp) -> None:
    encoded = _pool(stand_up, FAST).one(TEMPLATE)["userData"]
    assert base64.b64decode(encoded).decode() == user_data_of(PoolConfig.model_validate(FAST))
    assert "userData" not in _pool(stand_up, SMALLEST).one(TEMPLATE)


@pytest.mark.parametrize(
    ("os", "instance", "image"),
    [
        ("al2023", "m7i.large", "AL2023_x86_64_STANDARD"),
        ("al2023", "m7g.large", "AL2023_ARM_64_STANDARD"),
        ("bottlerocket", "m7i.large", "BOTTLEROCKET_x86_64"),
        ("bottlerocket", "m7g.large", "BOTTLEROCKET_ARM_64"),
    ],
)
def test_the_image_is_of_the_operating_system_and_the_instances_architecture(
    stand_up: StandUp, os: str, instance: str, image: str
) -> None:
    assert _pool(stand_up, {**SMALLEST, "os": os, "instanceTypes": [instance]}).one(GROUP)["amiType"] == image


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
    }
    assert {group["nodeRoleArn"] for group in made.of(GROUP).values()} == {"arn:aws:iam::123456789012:role/shop-node"}
    assert made.exports["pools"] == {"web": "shop-web-1234567", "fast": "shop-fast-1234567"}


def test_people_may_open_a_session_on_nodes_only_where_the_stack_says_so(stand_up: StandUp) -> None:
    def build() -> None:
        NodePools(
            "shop",
            NodePoolsArgs(
                pools=[PoolConfig.model_validate(SMALLEST)],
                cluster_name="shop",
                version="1.35",
                subnet_ids=["subnet-1"],
                config=NodesConfig(session_manager=True),
            ),
        )

    policies = {
        one["policyArn"] for one in stand_up(build).of("aws:iam/rolePolicyAttachment:RolePolicyAttachment").values()
    }
    assert "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" in policies


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        ({"instanceTypes": ["m7i.lrage"]}, ("instanceTypes",), "'m7i.lrage' is not in the table"),
        ({"instanceTypes": []}, ("instanceTypes",), "at least 1 item"),
        ({"instanceTypes": ["m7i.large", "m7g.large"]}, ("instanceTypes",), "amd64 and arm64 in one pool"),
        ({"instanceTypes": ["m7i.large", "m7i.large"]}, ("instanceTypes",), "m7i.large is there twice"),
        ({"kind": "spotty"}, ("kind",), "'general', 'low-latency' or 'spot'"),
        ({"kind": "spot"}, (), "a spot pool of m7i.large alone is empty when AWS needs that type back"),
        (
            {"kind": "spot", "instanceTypes": ["m7i.large", "m6i.large"], "hugepages": {"2Mi": 8}},
            (),
            "a spot pool has no hugepages",
        ),
        ({"os": "windows"}, ("os",), "'al2023' or 'bottlerocket'"),
        ({"os": "bottlerocket", "hugepages": {"2Mi": 8}}, (), "Bottlerocket has no hugepages in a general pool"),
        ({"kernelArguments": ["a b"]}, ("kernelArguments",), "'a b' is no kernel argument"),
        ({"kernelArguments": ["quiet;reboot"]}, ("kernelArguments",), "is no kernel argument"),
        ({"kernelArguments": ["isolcpus=1-3"]}, ("kernelArguments",), "isolcpus keeps the scheduler from spreading"),
        ({"kernelArguments": ["hugepages=8"]}, ("kernelArguments",), "hugepages is worked out from hugepages"),
        ({"kernelArguments": ["nohz_full=1"]}, ("kernelArguments",), "nohz_full is worked out from reservedCores"),
        ({"kernelArguments": ["quiet", "quiet"]}, ("kernelArguments",), "quiet is there twice"),
        (
            {"autoscaled": True, "instanceTypes": ["m7i.large", "m7i.xlarge"]},
            (),
            "cluster-autoscaler plans with one size a pool",
        ),
        ({"volumeKey": "alias/mine"}, ("volumeKey",), "match pattern"),
        ({"labels": {"slipway.dev/capacity": "x"}}, ("labels",), "is set by the pool itself"),
        ({"labels": {"team": "a b"}}, ("labels",), "team=a b is no label of Kubernetes"),
        ({"labels": {"a b": "x"}}, ("labels",), "is no label of Kubernetes"),
        ({"labels": {"team": "x" * 64}}, ("labels",), "is no label of Kubernetes"),
        ({"labels": {"node-role.kubernetes.io/x": "1"}}, ("labels",), "is Kubernetes' or EKS' own"),
        ({"labels": {"eks.amazonaws.com/x": "1"}}, ("labels",), "is Kubernetes' or EKS' own"),
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


@pytest.mark.parametrize("key", ["team", "example.com/team", "node.kubernetes.io/exclude-from-external-load-balancers"])
def test_labels_that_a_node_may_have_are_taken(key: str) -> None:
    pool = {"name": "web", "instanceTypes": ["m7i.large"], "size": {"min": 1, "max": 2, "desired": 1}}
    assert PoolConfig.model_validate({**pool, "labels": {key: ""}}).node_labels[key] == ""
