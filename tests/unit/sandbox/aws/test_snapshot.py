"""Moto's state survives its process: everything a stack makes is there again, and nothing else is needed for it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from sandbox.providers.aws.cloud import Moto

KEY = "AKIASNAPSHOT"
REGION = "us-west-2"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


class Server:
    """The sandbox's AWS as a process."""

    def __init__(self, state: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.aws", "--port", str(self.port), "--state", str(state)],
            env={**os.environ, "SLIPWAY_AWS_ACCESS_KEY_ID": KEY},
            stderr=subprocess.DEVNULL,
        )
        self.cloud = Moto(self.endpoint, KEY, "secret")
        deadline = time.monotonic() + 30
        while True:
            try:
                self.health: dict[str, Any] = json.load(urllib.request.urlopen(f"{self.endpoint}/healthz", timeout=5))
                break
            except OSError:
                assert self.process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        return self.cloud.call(service, REGION, operation, parameters, urn="test")

    def look(self) -> dict[str, Any]:
        found: dict[str, Any] = json.load(urllib.request.urlopen(f"{self.endpoint}/healthz", timeout=5))
        return found

    def end(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(timeout=20)


def _make_everything(server: Server) -> dict[str, str]:
    """Make one of each thing that a stack makes; give the ids."""
    call = server.call
    vpc = call("ec2", "create_vpc", CidrBlock="10.3.0.0/16")["Vpc"]["VpcId"]
    subnet = call("ec2", "create_subnet", VpcId=vpc, CidrBlock="10.3.0.0/20")["Subnet"]["SubnetId"]
    table = call("ec2", "create_route_table", VpcId=vpc)["RouteTable"]["RouteTableId"]
    call("ec2", "create_vpc_endpoint", VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3", RouteTableIds=[table])
    role = call("iam", "create_role", RoleName="cluster", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    call("iam", "attach_role_policy", RoleName="cluster", PolicyArn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy")
    key = call("kms", "create_key", Description="secrets")["KeyMetadata"]["KeyId"]
    cluster = call(
        "eks",
        "create_cluster",
        name="demo",
        roleArn=role,
        resourcesVpcConfig={"subnetIds": [subnet]},
        accessConfig={"authenticationMode": "API"},
    )
    call("eks", "create_access_entry", clusterName="demo", principalArn=role)
    template = call("ec2", "create_launch_template", LaunchTemplateName="pool", LaunchTemplateData={"UserData": "aGk="})
    identity = template["LaunchTemplate"]["LaunchTemplateId"]
    call(
        "eks",
        "create_nodegroup",
        clusterName="demo",
        nodegroupName="pool",
        subnets=[subnet],
        nodeRole=role,
        launchTemplate={"id": identity, "version": "1"},
    )
    call("logs", "create_log_group", logGroupName="/aws/eks/demo/cluster")
    call("s3", "create_bucket", Bucket="a-bucket", CreateBucketConfiguration={"LocationConstraint": REGION})
    for name in ("jobs", "mail", "news"):
        call("sqs", "create_queue", QueueName=name, tags={"team": "shop"})
    call("sns", "create_topic", Name="news")
    call("ecr", "create_repository", repositoryName="shop/cart")
    call("events", "put_rule", Name="tick", ScheduleExpression="rate(5 minutes)")
    call("secretsmanager", "create_secret", Name="hush", SecretString="x")
    call("ssm", "put_parameter", Name="/p", Value="x", Type="String")
    listing = call("resourcegroupstaggingapi", "get_resources", ResourcesPerPage=1)
    assert listing["PaginationToken"], "a listing that waits for its next page"
    return {"vpc": vpc, "key": key, "endpoint": cluster["cluster"]["endpoint"], "template": identity}


def test_what_was_made_is_there_after_a_kill_and_can_be_changed_and_removed(tmp_path: Path) -> None:
    server = Server(tmp_path)
    assert server.health["restored"] is False
    ids = _make_everything(server)
    time.sleep(1.0)
    assert server.look()["trouble"] is None
    server.end(signal.SIGKILL)

    again = Server(tmp_path)
    try:
        assert again.health["restored"] is True, again.health
        assert again.health["boot_id"] != server.health["boot_id"]
        call = again.call
        assert call("ec2", "describe_vpcs", VpcIds=[ids["vpc"]])["Vpcs"][0]["CidrBlock"] == "10.3.0.0/16"
        assert call("eks", "describe_cluster", name="demo")["cluster"]["endpoint"] == ids["endpoint"]
        assert (
            call("eks", "describe_nodegroup", clusterName="demo", nodegroupName="pool")["nodegroup"]["launchTemplate"][
                "id"
            ]
            == ids["template"]
        )
        assert len(call("eks", "list_access_entries", clusterName="demo")["accessEntries"]) == 1
        assert (
            call("iam", "list_attached_role_policies", RoleName="cluster")["AttachedPolicies"][0]["PolicyName"]
            == "AmazonEKSClusterPolicy"
        )
        data = call("kms", "encrypt", KeyId=ids["key"], Plaintext=b"x")["CiphertextBlob"]
        assert call("kms", "decrypt", CiphertextBlob=data)["Plaintext"] == b"x"
        assert call(
            "sqs", "send_message", QueueUrl=call("sqs", "get_queue_url", QueueName="jobs")["QueueUrl"], MessageBody="x"
        )["MessageId"]
        assert call("ssm", "get_parameter", Name="/p")["Parameter"]["Value"] == "x"
        assert call("secretsmanager", "get_secret_value", SecretId="hush")["SecretString"] == "x"
        assert call("ecr", "describe_repositories")["repositories"][0]["repositoryName"] == "shop/cart"
        call(
            "iam", "detach_role_policy", RoleName="cluster", PolicyArn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
        )
        call("iam", "delete_role", RoleName="cluster")
        call("eks", "delete_nodegroup", clusterName="demo", nodegroupName="pool")
        call("eks", "delete_cluster", name="demo")
        call("ec2", "delete_launch_template", LaunchTemplateId=ids["template"])
        assert call("eks", "list_clusters")["clusters"] == []
    finally:
        again.end()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda content: content[:-10], "damaged"),
        (lambda content: b"", "damaged"),
        (lambda content: content.replace(b"moto 5", b"moto 4", 1), "of another version"),
    ],
    ids=["cut short", "empty", "other version"],
)
def test_a_snapshot_that_can_not_be_used_is_put_aside_and_said(tmp_path: Path, damage: Any, said: str) -> None:
    from sandbox.aws.snapshot import restore, save, taken

    path = tmp_path / "moto.snapshot"
    save(path, taken())
    path.write_bytes(damage(path.read_bytes()))
    restored = restore(path)
    assert not restored.done
    assert said in restored.why
    assert "starting empty" in restored.why
    assert not path.exists()
    assert (tmp_path / "moto.snapshot.unusable").exists()
