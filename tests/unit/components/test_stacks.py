"""The repository's own stacks under mocks: what matters in each."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from components.config import read_environment

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUpStack

ROOT = Path(__file__).parents[3]
STACKS = ("local", "dev")

TAGLESS = {
    "aws:autoscaling/tag:Tag",
    "aws:ec2/route:Route",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/tag:Tag",
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    "aws:guardduty/detectorFeature:DetectorFeature",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:kms/alias:Alias",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
}
"""AWS types that have no tags."""


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def made(stack: str, stand_up_stack: StandUpStack) -> Registered:
    return stand_up_stack(stack)


def _aws(made: Registered) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for kind, resources in made.resources.items():
        if kind.startswith("aws:"):
            for name, inputs in resources.items():
                yield kind, name, inputs


def test_every_aws_resource_is_tagged_with_stack_and_environment(stack: str, made: Registered) -> None:
    wanted = {"slipway.dev/stack": stack, "slipway.dev/environment": stack, "owner": "platform"}.items()
    untagged = [
        name
        for kind, name, inputs in _aws(made)
        if kind not in TAGLESS and not inputs.get("tags", {}).items() >= wanted
    ]
    assert untagged == []


def test_no_two_resources_of_different_stacks_ask_for_the_same_physical_name(stand_up_stack: StandUpStack) -> None:
    names = [
        {
            inputs[key]
            for kind, _, inputs in _aws(stand_up_stack(stack))
            for key in ("name", "nodeGroupName", "rolePolicyName")
            if key in inputs
        }
        for stack in STACKS
    ]
    assert names[0]
    assert names[0].isdisjoint(names[1])


def test_cluster_is_private_encrypted_and_logged(stack: str, made: Registered) -> None:
    cluster = made.one("aws:eks/cluster:Cluster")
    assert cluster["name"] == f"slipway-{stack}"
    assert cluster["vpcConfig"]["endpointPublicAccess"] is False
    assert cluster["vpcConfig"]["endpointPrivateAccess"] is True
    assert cluster["encryptionConfig"]["resources"] == ["secrets"]
    assert len(cluster["enabledClusterLogTypes"]) == 5
    assert made.of("aws:kms/key:Key")[f"slipway-{stack}-key"]["enableKeyRotation"] is True
    logs = made.of("aws:cloudwatch/logGroup:LogGroup")[f"slipway-{stack}-logs"]
    assert logs["retentionInDays"] == {"local": 7, "dev": 14}[stack]


def test_control_plane_is_in_intra_subnets_and_nodes_in_private_ones(stack: str, made: Registered) -> None:
    zones = {"local": "ab", "dev": "abc"}[stack]
    cluster = made.one("aws:eks/cluster:Cluster")
    assert cluster["vpcConfig"]["subnetIds"] == [f"slipway-{stack}-intra-{zone}-id" for zone in zones]
    for group in made.of("aws:eks/nodeGroup:NodeGroup").values():
        assert group["subnetIds"] == [f"slipway-{stack}-private-{zone}-id" for zone in zones]


def test_nat_gateways_are_as_many_as_the_stack_pays_for(stack: str, made: Registered) -> None:
    assert len(made.of("aws:ec2/natGateway:NatGateway")) == {"local": 0, "dev": 1}[stack]


def test_every_pool_has_imdsv2_and_encrypted_volumes(made: Registered) -> None:
    templates = made.of("aws:ec2/launchTemplate:LaunchTemplate")
    assert len(templates) == 3
    for template in templates.values():
        assert template["metadataOptions"]["httpTokens"] == "required"
        assert {disk["ebs"]["encrypted"] for disk in template["blockDeviceMappings"]} == {"true"}


def test_low_latency_nodes_are_tainted_and_get_hugepages_and_pinned_cores(stack: str, made: Registered) -> None:
    group = made.of("aws:eks/nodeGroup:NodeGroup")[f"slipway-{stack}-low-latency"]
    assert group["taints"] == [{"key": "slipway.dev/pool", "value": "low-latency", "effect": "NO_SCHEDULE"}]
    assert group["labels"]["slipway.dev/pool"] == "low-latency"
    template = made.of("aws:ec2/launchTemplate:LaunchTemplate")[f"slipway-{stack}-low-latency"]
    script = base64.b64decode(template["userData"]).decode()
    assert "echo 2048 > /sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages" in script
    assert "echo 8 > /sys/devices/system/node/node0/hugepages/hugepages-1048576kB/nr_hugepages" in script
    assert '"cpuManagerPolicy": "static"' in script


def test_argo_cd_gets_the_stacks_cluster_project_and_services(stack: str, made: Registered) -> None:
    secret = made.one("kubernetes:core/v1:Secret")
    assert base64.b64decode(secret["data"]["name"]).decode() == stack
    annotations = secret["metadata"]["annotations"]
    assert annotations["slipway.dev/account"] == "123456789012"
    assert annotations["slipway.dev/cluster-name"] == f"slipway-{stack}"
    assert annotations["slipway.dev/private-subnets"].split(",")[0] == f"slipway-{stack}-private-a-id"
    assert annotations["slipway.dev/pools"] == "general,low-latency,spot"
    spec = made.of("kubernetes:argoproj.io/v1alpha1:ApplicationSet")[f"slipway-{stack}-services-set"]["spec"]
    assert spec["generators"][0]["matrix"]["generators"][0]["git"]["directories"] == [{"path": f"apps/*/{stack}"}]
    namespace = {"local": "local", "dev": "development"}[stack]
    assert spec["template"]["spec"]["destination"]["namespace"] == namespace
    assert made.one("kubernetes:core/v1:Namespace")["metadata"]["name"] == namespace


def test_all_of_kubernetes_goes_through_the_providers_of_the_stack_and_of_its_hub(stack: str, made: Registered) -> None:
    used = {
        resource.rpartition("::")[2]: provider.split("::")[-2]
        for resource, provider in made.providers.items()
        if resource.startswith("kubernetes:")
    }
    here, hub = f"slipway-{stack}", f"slipway-{stack}-hub" if stack != "local" else "slipway-local"
    for of_the_services in ("services", "order-service-data", "gp3"):
        assert used.pop(f"slipway-{stack}-{of_the_services}") == here
    assert set(used.values()) == {hub}
    contexts = {
        name: json.loads(inputs["kubeconfig"])["current-context"]
        for name, inputs in made.of("pulumi:providers:kubernetes").items()
    }
    assert contexts == {here: f"slipway-{stack}"} | ({hub: "slipway-hub"} if stack != "local" else {})


def test_exports_are_what_others_need(stack: str, made: Registered) -> None:
    assert made.exports["vpcId"] == f"slipway-{stack}-vpc-id"
    assert made.exports["clusterName"] == f"slipway-{stack}"
    assert made.exports["endpoint"] == "https://example.eks.amazonaws.com"
    assert json.loads(made.exports["kubeconfig"])["kind"] == "Config"
    assert set(made.exports["pools"]) == {"general", "low-latency", "spot"}
    assert made.exports["applicationSet"] == f"services-{stack}"


@pytest.mark.parametrize("name", STACKS)
def test_a_stack_file_is_of_its_own_environment(name: str) -> None:
    assert read_environment(name, ROOT / "stacks").environment == name
