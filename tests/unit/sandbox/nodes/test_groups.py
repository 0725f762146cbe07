"""Node groups as the node maker reads them out of moto."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from moto import mock_aws

from sandbox.nodes.group import InstanceFacts, Place
from sandbox.nodes.groups import groups_of_moto, instance_facts
from sandbox.nodes.quantities import GIBIBYTE
from sandbox.nodes.user_data import Taint

SCRIPT = "#!/bin/sh\necho {} > /sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages\n"


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Any:
    import boto3

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield lambda service: boto3.client(service, region_name="eu-west-1")


def _user_data(pages: int) -> str:
    return base64.b64encode(SCRIPT.format(pages).encode()).decode()


def _cluster(clients: Any) -> tuple[list[str], str, str]:
    ec2, eks = clients("ec2"), clients("eks")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"eu-west-1{zone}")["Subnet"][
            "SubnetId"
        ]
        for number, zone in ((1, "b"), (0, "a"))
    ]
    role = clients("iam").create_role(RoleName="node", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    eks.create_cluster(name="prod", roleArn=role, resourcesVpcConfig={"subnetIds": subnets}, version="1.34")
    template = ec2.create_launch_template(LaunchTemplateName="pool", LaunchTemplateData={"UserData": _user_data(8)})
    return subnets, role, template["LaunchTemplate"]["LaunchTemplateId"]


def test_a_group_is_read_with_its_template_s_user_data_zones_and_instance_facts(clients: Any) -> None:
    subnets, role, template = _cluster(clients)
    eks = clients("eks")
    eks.create_nodegroup(
        clusterName="prod",
        nodegroupName="fast",
        subnets=subnets,
        nodeRole=role,
        scalingConfig={"minSize": 0, "maxSize": 5, "desiredSize": 3},
        instanceTypes=["c7g.2xlarge"],
        launchTemplate={"id": template, "version": "1"},
        labels={"slipway.dev/pool": "fast"},
        taints=[{"key": "k", "value": "v", "effect": "NO_SCHEDULE"}],
        amiType="AL2023_ARM_64_STANDARD",
        version="1.34",
    )
    (group,), troubles = groups_of_moto()
    assert troubles == []
    assert (group.cluster, group.name, group.region, group.desired, group.pool) == (
        "prod",
        "fast",
        "eu-west-1",
        3,
        "fast",
    )
    assert group.places == (Place("eu-west-1a", "10.0.0.0/24"), Place("eu-west-1b", "10.0.1.0/24"))
    assert group.instance == InstanceFacts("c7g.2xlarge", 8, 16 * GIBIBYTE, "arm64", 4, 15)
    assert group.taints == (Taint(key="k", value="v", effect="NoSchedule"),)
    assert group.machine.hugepages == {(0, 2048): 8}


def test_the_version_of_the_template_that_the_group_names_counts(clients: Any) -> None:
    subnets, role, template = _cluster(clients)
    clients("ec2").create_launch_template_version(
        LaunchTemplateId=template, LaunchTemplateData={"UserData": _user_data(99)}
    )
    for name, version in (("old", "1"), ("new", "2"), ("latest", "$Latest"), ("default", "$Default")):
        clients("eks").create_nodegroup(
            clusterName="prod",
            nodegroupName=name,
            subnets=subnets,
            nodeRole=role,
            launchTemplate={"id": template, "version": version},
            amiType="AL2023_x86_64_STANDARD",
        )
    groups, _ = groups_of_moto()
    assert {group.name: group.machine.hugepages[0, 2048] for group in groups} == {
        "old": 8,
        "new": 99,
        "latest": 99,
        "default": 8,
    }


def test_a_group_that_no_node_can_be_made_of_is_named_and_hides_no_other(clients: Any) -> None:
    subnets, role, _ = _cluster(clients)
    for name, kind in (("good", "m7i.large"), ("bad", "z99.huge")):
        clients("eks").create_nodegroup(
            clusterName="prod", nodegroupName=name, subnets=subnets, nodeRole=role, instanceTypes=[kind]
        )
    groups, troubles = groups_of_moto()
    assert [group.name for group in groups] == ["good"]
    assert (
        str(troubles[0])
        == "node group prod/bad in eu-west-1: instance type z99.huge is unknown; take a type that EC2 has"
    )


def test_facts_are_those_that_aws_publishes() -> None:
    assert instance_facts("m5.large", where="x") == InstanceFacts("m5.large", 2, 8 * GIBIBYTE, "amd64", 3, 10)
