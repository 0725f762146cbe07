"""The Auto Scaling group of a node group: there with it, sized with it, gone with it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto import mock_aws

from sandbox.aws.autoscaling import told_of_instances
from sandbox.aws.server import prepare
from sandbox.nodes.group import Instance

Clients = Callable[[str], Any]


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clients]:
    import boto3

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    prepare()
    with mock_aws():
        yield lambda service: boto3.client(service, region_name="eu-west-1")


@pytest.fixture
def group(clients: Clients) -> str:
    """Make a spot node group of zero to three nodes; give the name of its Auto Scaling group."""
    ec2, eks = clients("ec2"), clients("eks")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", AvailabilityZone="eu-west-1a")["Subnet"]["SubnetId"]
    role = clients("iam").create_role(RoleName="node", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    eks.create_cluster(name="shop", roleArn=role, resourcesVpcConfig={"subnetIds": [subnet]}, version="1.34")
    data = {"UserData": base64.b64encode(b"#!/bin/sh\n").decode()}
    template = ec2.create_launch_template(LaunchTemplateName="spot", LaunchTemplateData=data)["LaunchTemplate"]
    made = eks.create_nodegroup(
        clusterName="shop",
        nodegroupName="spot",
        subnets=[subnet],
        nodeRole=role,
        scalingConfig={"minSize": 0, "maxSize": 3, "desiredSize": 1},
        launchTemplate={"id": template["LaunchTemplateId"], "version": "1"},
        capacityType="SPOT",
        instanceTypes=["m7i.large", "m6i.large"],
    )["nodegroup"]
    return str(made["resources"]["autoScalingGroups"][0]["name"])


def _described(clients: Clients) -> dict[str, Any]:
    (found,) = clients("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    return dict(found)


def test_a_node_group_s_answer_names_a_group_that_is_there_with_its_sizes_and_no_instances(
    clients: Clients, group: str
) -> None:
    found = _described(clients)
    assert found["AutoScalingGroupName"] == group
    assert (found["MinSize"], found["MaxSize"], found["DesiredCapacity"]) == (0, 3, 1)
    assert found["Instances"] == []
    assert found["CapacityRebalance"] is True


def test_an_autoscaler_finds_it_by_the_tags_that_eks_sets(clients: Clients, group: str) -> None:
    tags = {tag["Key"]: tag["Value"] for tag in _described(clients)["Tags"]}
    assert tags["k8s.io/cluster-autoscaler/enabled"] == "true"
    assert tags["k8s.io/cluster-autoscaler/shop"] == "owned"


def test_what_an_autoscaler_sets_is_the_node_group_s_size(clients: Clients, group: str) -> None:
    clients("autoscaling").set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=3)
    nodes = clients("eks").describe_nodegroup(clusterName="shop", nodegroupName="spot")["nodegroup"]
    assert nodes["scalingConfig"]["desiredSize"] == 3
    assert _described(clients)["DesiredCapacity"] == 3


def test_a_size_outside_of_the_group_s_is_refused(clients: Clients, group: str) -> None:
    autoscaling = clients("autoscaling")
    with pytest.raises(autoscaling.exceptions.ClientError, match="outside of the group's 0 to 3"):
        autoscaling.set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=4)


def test_it_is_resized_and_goes_with_its_node_group(clients: Clients, group: str) -> None:
    eks = clients("eks")
    sizes = {"minSize": 2, "maxSize": 5, "desiredSize": 2}
    eks.update_nodegroup_config(clusterName="shop", nodegroupName="spot", scalingConfig=sizes)
    found = _described(clients)
    assert (found["MinSize"], found["MaxSize"], found["DesiredCapacity"]) == (2, 5, 2)
    eks.delete_nodegroup(clusterName="shop", nodegroupName="spot")
    assert clients("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"] == []


FIRST, SECOND = (Instance(f"i-0000000000000000{number}", "eu-west-1a", "m7i.large") for number in (1, 2))


def _nodes(clients: Clients) -> dict[str, Any]:
    return dict(clients("eks").describe_nodegroup(clusterName="shop", nodegroupName="spot")["nodegroup"])


def _told(clients: Clients, *running: Instance) -> None:
    told_of_instances({_nodes(clients)["nodegroupArn"]: running})


def test_an_autoscaler_reads_the_instance_types_in_their_order(clients: Clients, group: str) -> None:
    overrides = _described(clients)["MixedInstancesPolicy"]["LaunchTemplate"]["Overrides"]
    assert [override["InstanceType"] for override in overrides] == ["m7i.large", "m6i.large"]


def test_its_instances_are_those_that_there_are_nodes_of(clients: Clients, group: str) -> None:
    _told(clients, FIRST)
    (found,) = _described(clients)["Instances"]
    assert (found["InstanceId"], found["AvailabilityZone"], found["InstanceType"], found["LifecycleState"]) == (
        FIRST.id,
        "eu-west-1a",
        "m7i.large",
        "InService",
    )
    (alone,) = clients("autoscaling").describe_auto_scaling_instances(InstanceIds=[FIRST.id])["AutoScalingInstances"]
    assert alone["AutoScalingGroupName"] == group
    _told(clients)
    assert _described(clients)["Instances"] == []


def test_who_terminates_an_instance_makes_its_group_and_node_group_smaller_once(clients: Clients, group: str) -> None:
    autoscaling = clients("autoscaling")
    autoscaling.set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=2)
    _told(clients, FIRST, SECOND)
    for _ in range(2):
        answer = autoscaling.terminate_instance_in_auto_scaling_group(
            InstanceId=FIRST.id, ShouldDecrementDesiredCapacity=True
        )
        assert FIRST.id in answer["Activity"]["Description"]
    assert _nodes(clients)["scalingConfig"]["desiredSize"] == _described(clients)["DesiredCapacity"] == 1
    # A look of the node maker's that began before says nothing against it.
    _told(clients, FIRST, SECOND)
    states = {found["InstanceId"]: found["LifecycleState"] for found in _described(clients)["Instances"]}
    assert states == {FIRST.id: "Terminating", SECOND.id: "InService"}


def test_one_that_is_terminated_without_the_group_getting_smaller_is_to_be_replaced(
    clients: Clients, group: str
) -> None:
    _told(clients, FIRST)
    clients("autoscaling").terminate_instance_in_auto_scaling_group(
        InstanceId=FIRST.id, ShouldDecrementDesiredCapacity=False
    )
    assert _described(clients)["DesiredCapacity"] == 1


def test_a_group_at_its_smallest_and_an_unknown_instance_are_refused(clients: Clients, group: str) -> None:
    autoscaling = clients("autoscaling")
    sizes = {"minSize": 1, "maxSize": 3, "desiredSize": 1}
    clients("eks").update_nodegroup_config(clusterName="shop", nodegroupName="spot", scalingConfig=sizes)
    _told(clients, FIRST)
    with pytest.raises(autoscaling.exceptions.ClientError, match="equals minSize"):
        autoscaling.terminate_instance_in_auto_scaling_group(InstanceId=FIRST.id, ShouldDecrementDesiredCapacity=True)
    with pytest.raises(autoscaling.exceptions.ClientError, match="not found"):
        autoscaling.terminate_instance_in_auto_scaling_group(InstanceId=SECOND.id, ShouldDecrementDesiredCapacity=True)
