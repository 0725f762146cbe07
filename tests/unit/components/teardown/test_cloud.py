"""What is found in AWS, and deleted there, against moto in this process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from components.teardown.cloud import Aws
from components.teardown.errors import CloudRefused
from components.teardown.orphans import CloudThing
from components.teardown.tag_index import indexed

REGION = "eu-central-1"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "secret"}
OWNED = {"kubernetes.io/cluster/slipway-dev": "owned"}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        yield Aws(REGION, KEYS)


def specification(kind: str, tags: dict[str, str]) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}]


def ask(aws: Aws, service: str, operation: str, **arguments: Any) -> Any:
    """Plant something, by the client that is tested, since it has the keys."""
    return aws.ask(service, operation, arguments, "@")


def interface(aws: Aws, tags: dict[str, str]) -> str:
    vpc = ask(aws, "ec2", "create_vpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ask(aws, "ec2", "create_subnet", VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    made = ask(
        aws, "ec2", "create_network_interface", SubnetId=subnet, Description="aws-K8S-i-1",
        TagSpecifications=specification("network-interface", tags),
    )  # fmt: skip
    return str(made["NetworkInterface"]["NetworkInterfaceId"])


def found(aws: Aws) -> list[CloudThing]:
    return aws.things("dev", "slipway-dev")


def test_an_empty_region_shows_nothing(aws: Aws) -> None:
    assert found(aws) == []


def test_an_interface_is_found_by_the_vpc_cni_s_tag_and_deleted(aws: Aws) -> None:
    identity = interface(aws, {"cluster.k8s.amazonaws.com/name": "slipway-dev"})
    (thing,) = found(aws)
    assert (thing.kind, thing.id, thing.told) == ("interface", identity, "aws-K8S-i-1")
    assert thing.command == (
        f"aws ec2 delete-network-interface --network-interface-id {identity} --region eu-central-1"
    )
    assert thing.deletable
    assert thing.in_vpc
    aws.delete(thing)
    assert found(aws) == []
    aws.delete(thing)


def test_another_cluster_s_interface_is_not_found(aws: Aws) -> None:
    interface(aws, {"cluster.k8s.amazonaws.com/name": "slipway-dev-2"})
    assert found(aws) == []


def test_volumes_snapshots_groups_and_addresses_are_found_by_the_cluster_s_tag(aws: Aws) -> None:
    volume = ask(
        aws, "ec2", "create_volume", AvailabilityZone=f"{REGION}a", Size=8,
        TagSpecifications=specification("volume", OWNED),
    )["VolumeId"]  # fmt: skip
    ask(aws, "ec2", "create_snapshot", VolumeId=volume, TagSpecifications=specification("snapshot", OWNED))
    ask(aws, "ec2", "allocate_address", Domain="vpc", TagSpecifications=specification("elastic-ip", OWNED))
    ask(
        aws, "ec2", "create_security_group", GroupName="k8s-traffic", Description="d",
        TagSpecifications=specification("security-group", OWNED),
    )  # fmt: skip
    things = found(aws)
    assert [one.kind for one in things] == ["security group", "address", "volume", "snapshot"]
    assert things[2].told == "8 GiB"
    for one in things:
        aws.delete(one)
    assert found(aws) == []


def test_a_load_balancer_is_found_by_tags_that_it_tells_in_a_call_of_their_own(aws: Aws) -> None:
    vpc = ask(aws, "ec2", "create_vpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ask(aws, "ec2", "create_subnet", VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"{REGION}{z}")
        for n, z in enumerate("ab")
    ]
    for name, cluster in (("k8s-shop-web", "slipway-dev"), ("k8s-other", "slipway-other")):
        ask(
            aws, "elbv2", "create_load_balancer", Name=name, Type="network",
            Subnets=[one["Subnet"]["SubnetId"] for one in subnets],
            Tags=[{"Key": "elbv2.k8s.aws/cluster", "Value": cluster}],
        )  # fmt: skip
    (thing,) = [one for one in found(aws) if one.kind == "load balancer"]
    assert thing.told == "k8s-shop-web"
    aws.delete(thing)
    assert found(aws) == []


def test_an_instance_that_is_on_its_way_out_counts_as_gone(aws: Aws) -> None:
    made = ask(
        aws, "ec2", "run_instances", ImageId="ami-12c6146b", MinCount=1, MaxCount=1,
        TagSpecifications=specification("instance", {**OWNED, "eks:nodegroup-name": "general-1"}),
    )  # fmt: skip
    (thing,) = found(aws)
    assert (thing.kind, thing.node_group) == ("instance", "general-1")
    ask(aws, "ec2", "terminate_instances", InstanceIds=[made["Instances"][0]["InstanceId"]])
    assert found(aws) == []


def test_the_log_group_that_eks_makes_anew_is_found_by_its_name(aws: Aws) -> None:
    ask(aws, "logs", "create_log_group", logGroupName="/aws/eks/slipway-dev/cluster")
    ask(aws, "logs", "create_log_group", logGroupName="/aws/eks/slipway-dev-2/cluster")
    (thing,) = found(aws)
    assert thing.id == "/aws/eks/slipway-dev/cluster"
    aws.delete(thing)
    assert found(aws) == []


def test_a_role_is_found_by_the_cluster_in_its_name_and_its_tags(aws: Aws) -> None:
    for name, stack in (("slipway-dev-nodes", "dev"), ("slipway-dev-copy", "prod")):
        ask(
            aws, "iam", "create_role", RoleName=name, AssumeRolePolicyDocument="{}",
            Tags=[{"Key": "slipway.dev/stack", "Value": stack}],
        )  # fmt: skip
    (thing,) = found(aws)
    assert (thing.kind, thing.id, thing.deletable) == ("role", "slipway-dev-nodes", False)


def test_what_has_no_row_is_found_by_aws_s_index_of_tags(aws: Aws) -> None:
    ask(aws, "kms", "create_key", Tags=[{"TagKey": "slipway.dev/stack", "TagValue": "dev"}])
    ask(aws, "sqs", "create_queue", QueueName="orders", tags={"slipway.dev/stack": "dev"})
    ask(aws, "sns", "create_topic", Name="news", Tags=[{"Key": "slipway.dev/stack", "Value": "dev"}])
    assert {(one.kind, one.told) for one in found(aws)} == {
        ("key", ""), ("queue", ""), ("sns", "by AWS's index of tags, which may be late"),
    }  # fmt: skip


def test_a_key_that_waits_for_its_end_is_told_with_its_date(aws: Aws) -> None:
    key = ask(aws, "kms", "create_key", Tags=[{"TagKey": "slipway.dev/stack", "TagValue": "dev"}])
    ask(aws, "kms", "schedule_key_deletion", KeyId=key["KeyMetadata"]["KeyId"], PendingWindowInDays=30)
    (thing,) = found(aws)
    assert thing.leaves
    assert not thing.deletable


@pytest.mark.parametrize(
    ("arn", "stands", "kinds"),
    [
        ("arn:aws:eks:eu-central-1:1:nodegroup/slipway-dev/general/1", True, ["part of the EKS cluster"]),
        ("arn:aws:eks:eu-central-1:1:nodegroup/slipway-dev/general/1", False, []),
        ("arn:aws:ec2:eu-central-1:1:volume/vol-1", True, []),
        ("arn:aws:ec2:eu-central-1:1:key-pair/key-1", True, ["ec2"]),
    ],
    ids=["goes with its cluster", "went with its cluster", "has a row of its own", "has no row"],
)
def test_the_index_is_believed_only_where_nothing_better_is_known(
    monkeypatch: pytest.MonkeyPatch, arn: str, stands: bool, kinds: list[str]
) -> None:
    aws = Aws(REGION, KEYS)
    monkeypatch.setattr(aws, "pages", lambda *given: iter([arn]))
    monkeypatch.setattr(aws, "ask", lambda *given: {"cluster": {"name": "slipway-dev"}} if stands else None)
    assert [one.kind for one in indexed(aws, "dev", ())] == kinds


def test_the_last_snapshot_of_a_database_is_kept_and_does_not_count_as_left(monkeypatch: pytest.MonkeyPatch) -> None:
    aws = Aws(REGION, KEYS)
    monkeypatch.setattr(aws, "pages", lambda *given: iter(["arn:aws:rds:eu-central-1:1:snapshot:orders-final"]))
    answer = {"DBSnapshots": [{"DBSnapshotIdentifier": "orders-final"}]}
    monkeypatch.setattr(aws, "ask", lambda *given: answer)
    (thing,) = indexed(aws, "dev", ())
    assert (thing.id, thing.kept, thing.left) == ("orders-final", "the last state of a database", False)


def test_what_is_not_there_is_none_and_no_error(aws: Aws) -> None:
    assert aws.ask("eks", "describe_cluster", {"name": "slipway-dev"}, "cluster.status") is None
    assert aws.ask("rds", "describe_db_instances", {"DBInstanceIdentifier": "x"}, "DBInstances[0]") is None
    assert aws.ask("s3", "list_object_versions", {"Bucket": "no-such-bucket-1"}, "Versions") is None


def test_a_profile_of_the_shell_does_not_matter_where_the_environment_has_keys_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "is-not-there")
    aws = Aws(REGION, {**KEYS, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    monkeypatch.setattr("components.teardown.cloud.ATTEMPTS", 1)
    with pytest.raises(CloudRefused, match=r"eks in eu-central-1: AWS can't be asked \(Could not connect"):
        aws.ask("eks", "list_clusters", {}, "clusters")


def test_a_refusal_names_call_region_and_code(aws: Aws) -> None:
    with pytest.raises(CloudRefused, match=r"ec2 CreateVpc in eu-central-1: AWS answered InvalidVpc\.Range") as caught:
        ask(aws, "ec2", "create_vpc", CidrBlock="10.0.0.0/8")
    assert caught.value.code == "InvalidVpc.Range"
