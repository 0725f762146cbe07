"""The door in front of moto: who is let in, and how it says no."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.aws.server import make_server

KEY = "AKIADOOR"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    server, _ = make_server(0, tmp_path_factory.mktemp("door"), KEY)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def _client(port: int, service: str, key: str = KEY) -> Any:
    return boto3.client(
        service,
        region_name="us-west-2",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id=key,
        aws_secret_access_key="x",
        config=Config(
            retries={"total_max_attempts": 1},
            signature_version="s3v4" if service == "s3" else None,
            s3={"addressing_style": "path"},
        ),
    )


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("ec2", "describe_vpcs"),
        ("iam", "list_roles"),
        ("s3", "list_buckets"),
        ("eks", "list_clusters"),
        ("kms", "list_keys"),
        ("sqs", "list_queues"),
    ],
)
def test_another_access_key_is_refused_in_each_service_s_own_form(port: int, service: str, operation: str) -> None:
    with pytest.raises(ClientError) as caught:
        getattr(_client(port, service, "AKIASOMEONE"), operation)()
    assert caught.value.response["Error"]["Code"] == "UnrecognizedClientException"
    assert "platform sandbox env" in caught.value.response["Error"]["Message"]
    getattr(_client(port, service), operation)()


def test_requests_without_a_signature_are_refused_but_for_the_health_page(port: int) -> None:
    answers = {}
    for path in ("/", "/moto-api/data.json", "/moto-api/reset", "/healthz"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path)
        answers[path] = connection.getresponse().status
        connection.close()
    assert answers == {"/": 403, "/moto-api/data.json": 403, "/moto-api/reset": 403, "/healthz": 200}


def test_a_presigned_address_is_let_in_by_its_key(port: int) -> None:
    good = _client(port, "s3").generate_presigned_url("list_buckets")
    bad = _client(port, "s3", "AKIASOMEONE").generate_presigned_url("list_buckets")
    statuses = []
    for address in (good, bad):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", address.split(str(port), 1)[1])
        statuses.append(connection.getresponse().status)
        connection.close()
    assert statuses == [200, 403]


def test_the_health_page_tells_the_boot_and_what_was_restored(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/healthz")
    health = json.loads(connection.getresponse().read())
    connection.close()
    assert health["status"] == "ok"
    assert health["restored"] is False
    assert len(health["boot_id"]) == 36


def test_what_moto_can_not_do_is_said_at_once_and_not_retried_as_an_outage(port: int) -> None:
    with pytest.raises(ClientError) as caught:
        _client(port, "eks").describe_cluster_versions()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] < 500


def test_aws_s_managed_policies_are_known(port: int) -> None:
    iam = _client(port, "iam")
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument="{}")
    iam.attach_role_policy(RoleName="reader", PolicyArn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy")
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.attach_role_policy(RoleName="reader", PolicyArn="arn:aws:iam::aws:policy/NotThere")


def test_a_cluster_with_deletion_protection_stays(port: int) -> None:
    eks = _client(port, "eks")
    role = "arn:aws:iam::123456789012:role/cluster"
    eks.create_cluster(name="kept", roleArn=role, resourcesVpcConfig={"subnetIds": []}, deletionProtection=True)
    with pytest.raises(ClientError, match="deletion protection"):
        eks.delete_cluster(name="kept")
    eks.update_cluster_config(name="kept", deletionProtection=False)
    eks.delete_cluster(name="kept")


def test_clusters_have_issuers_of_their_own_and_a_security_group_that_goes_with_them(port: int) -> None:
    eks, ec2 = _client(port, "eks"), _client(port, "ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/20")["Subnet"]["SubnetId"]
    role = "arn:aws:iam::123456789012:role/cluster"
    made = [
        eks.create_cluster(name=name, roleArn=role, resourcesVpcConfig={"subnetIds": [subnet]})["cluster"]
        for name in ("one", "two")
    ]
    assert made[0]["identity"]["oidc"]["issuer"] != made[1]["identity"]["oidc"]["issuer"]
    groups = {cluster["resourcesVpcConfig"]["clusterSecurityGroupId"] for cluster in made}
    assert len(groups) == 2
    assert {cluster["resourcesVpcConfig"]["vpcId"] for cluster in made} == {vpc}
    for name in ("one", "two"):
        eks.delete_cluster(name=name)
    ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_vpc(VpcId=vpc)


def test_an_add_on_s_pod_identity_is_an_association_of_the_cluster_that_comes_and_goes_with_it(port: int) -> None:
    eks = _client(port, "eks")
    role = "arn:aws:iam::123456789012:role/cni"
    eks.create_cluster(name="associated", roleArn=role, resourcesVpcConfig={"subnetIds": []})
    addon = {"clusterName": "associated", "addonName": "vpc-cni"}
    eks.create_addon(**addon, podIdentityAssociations=[{"serviceAccount": "aws-node", "roleArn": role}])
    (arn,) = eks.describe_addon(**addon)["addon"]["podIdentityAssociations"]
    (one,) = eks.list_pod_identity_associations(clusterName="associated")["associations"]
    assert (one["associationArn"], one["namespace"], one["serviceAccount"]) == (arn, "kube-system", "aws-node")
    eks.delete_addon(**addon)
    assert eks.list_pod_identity_associations(clusterName="associated")["associations"] == []
    eks.delete_cluster(name="associated")


def test_a_port_that_is_taken_is_one_sentence(port: int, tmp_path: Path) -> None:
    from toolchain.errors import SlipwayError

    with pytest.raises(SlipwayError, match=f"sandbox aws: cannot listen on 127.0.0.1:{port}"):
        make_server(port, tmp_path, KEY)


def test_a_nat_gateway_takes_its_network_interface_with_it_and_leaves_its_address(port: int) -> None:
    ec2 = _client(port, "ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24")["Subnet"]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    within = [{"Name": "subnet-id", "Values": [subnet]}]
    assert len(ec2.describe_network_interfaces(Filters=within)["NetworkInterfaces"]) == 1
    ec2.delete_nat_gateway(NatGatewayId=gateway)
    assert ec2.describe_network_interfaces(Filters=within)["NetworkInterfaces"] == []
    (left,) = ec2.describe_addresses(AllocationIds=[address])["Addresses"]
    assert "AssociationId" not in left
    ec2.release_address(AllocationId=address)


def test_tags_of_an_instance_profile_are_listed(port: int) -> None:
    iam = _client(port, "iam")
    tags = [{"Key": "slipway.dev/stack", "Value": "trial"}]
    iam.create_instance_profile(InstanceProfileName="karpenter", Tags=tags)
    assert iam.list_instance_profile_tags(InstanceProfileName="karpenter")["Tags"] == tags
