"""The stack `dev` in the sandbox: another region, more zones, an Argo CD that somebody else runs."""

import json
import re
from typing import Any

from tests.sandbox.driver import Platform


def aws(sandbox: Platform, service: str, region: str) -> Any:
    import boto3

    return boto3.client(
        service,
        region_name=region,
        endpoint_url=sandbox.aws_endpoint,
        aws_access_key_id=sandbox.environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=sandbox.environment["AWS_SECRET_ACCESS_KEY"],
    )


def left_in(sandbox: Platform, region: str) -> dict[str, list[str]]:
    """What of ours stands in a region; a new account's default VPC is not ours."""
    ec2, eks = aws(sandbox, "ec2", region), aws(sandbox, "eks", region)
    vpcs = [vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"] if not vpc["IsDefault"]]
    gateways = ec2.describe_nat_gateways()["NatGateways"]
    return {
        "vpcs": vpcs,
        "clusters": eks.list_clusters()["clusters"],
        "addresses": [one["AllocationId"] for one in ec2.describe_addresses()["Addresses"]],
        "nat gateways": [one["NatGatewayId"] for one in gateways if one["State"] != "deleted"],
        "launch templates": [one["LaunchTemplateId"] for one in ec2.describe_launch_templates()["LaunchTemplates"]],
        "log groups": [
            group["logGroupName"] for group in aws(sandbox, "logs", region).describe_log_groups()["logGroups"]
        ],
        "keys": [
            one["KeyId"]
            for one in aws(sandbox, "kms", region).list_keys()["Keys"]
            if aws(sandbox, "kms", region).describe_key(KeyId=one["KeyId"])["KeyMetadata"]["KeyState"] == "Enabled"
        ],
        "roles": [
            role["RoleName"] for role in aws(sandbox, "iam", region).list_roles()["Roles"] if "dev" in role["RoleName"]
        ],
    }


def test_dev_stands_up_changes_nothing_the_second_time_and_leaves_nothing(sandbox: Platform) -> None:
    listed = json.loads(sandbox.platform("stack", "list", "-o", "json").stdout)["stacks"]
    region = next(row["region"] for row in listed if row["stack"] == "dev")
    preview = json.loads(sandbox.platform("stack", "preview", "dev", "-o", "json").stdout)
    assert set(preview["counts"]) == {"create"}
    assert not any(left_in(sandbox, region).values())

    up = json.loads(sandbox.platform("stack", "up", "dev", "-o", "json").stdout)
    assert up["counts"] == preview["counts"]
    standing = left_in(sandbox, region)
    assert len(standing["vpcs"]) == 1
    assert standing["clusters"] == ["slipway-dev"]
    groups = aws(sandbox, "eks", region).list_nodegroups(clusterName="slipway-dev")["nodegroups"]
    assert {re.sub("-[0-9a-f]{7}$", "", group) for group in groups} == {
        "slipway-dev-general",
        "slipway-dev-low-latency",
    }

    again = json.loads(sandbox.platform("stack", "up", "dev", "-o", "json").stdout)
    assert set(again["counts"]) == {"same"}
    outputs = json.loads(sandbox.platform("stack", "outputs", "dev", "-o", "json").stdout)["outputs"]
    assert outputs["vpcId"] == standing["vpcs"][0]
    tree = sandbox.platform("stack", "graph", "dev").stdout
    assert "slipway:network:Network" in tree
    assert "aws:eks/cluster:Cluster" in tree

    sandbox.pulumi(["destroy", "--stack", "dev", "--yes", "--skip-preview"])
    assert not any(left_in(sandbox, region).values()), left_in(sandbox, region)
    sandbox.eventually(
        lambda: "slipway-dev" not in sandbox.kubectl("get", "nodes", "-o", "name"), 30, "dev's nodes are gone"
    )
    assert "order-service-local" in sandbox.kubectl("get", "applications", "-n", "argocd", "-o", "name")
