"""What stands in the sandbox's AWS and in its cluster, listed by asking every service, to compare before and after."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from tests.sandbox.driver import Platform

Row = dict[str, Any]


def _tagless(row: Row) -> bool:
    return True


def _ours(row: Row) -> bool:
    return not row.get("IsDefault") and not row.get("DefaultForAz")


ROWS: tuple[tuple[str, str, str, str, Callable[[Row], bool]], ...] = (
    ("ec2", "describe_vpcs", "Vpcs", "VpcId", _ours),
    ("ec2", "describe_subnets", "Subnets", "SubnetId", _ours),
    ("ec2", "describe_internet_gateways", "InternetGateways", "InternetGatewayId", _tagless),
    ("ec2", "describe_nat_gateways", "NatGateways", "NatGatewayId", lambda row: row["State"] != "deleted"),
    ("ec2", "describe_addresses", "Addresses", "AllocationId", _tagless),
    ("ec2", "describe_route_tables", "RouteTables", "RouteTableId", _tagless),
    ("ec2", "describe_security_groups", "SecurityGroups", "GroupId", _tagless),
    ("ec2", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId", _tagless),
    ("ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId", lambda row: row["State"] != "deleted"),
    ("ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateId", _tagless),
    ("ec2", "describe_volumes", "Volumes", "VolumeId", _tagless),
    ("ec2", "describe_flow_logs", "FlowLogs", "FlowLogId", _tagless),
    (
        "ec2", "describe_egress_only_internet_gateways",
        "EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId", _tagless,
    ),
    ("eks", "list_clusters", "clusters", "", _tagless),
    ("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups", "AutoScalingGroupName", _tagless),
    ("logs", "describe_log_groups", "logGroups", "logGroupName", _tagless),
    ("sqs", "list_queues", "QueueUrls", "", _tagless),
    ("sns", "list_topics", "Topics", "TopicArn", _tagless),
    ("ecr", "describe_repositories", "repositories", "repositoryName", _tagless),
    ("rds", "describe_db_instances", "DBInstances", "DBInstanceIdentifier", _tagless),
    ("rds", "describe_db_subnet_groups", "DBSubnetGroups", "DBSubnetGroupName", _tagless),
    ("rds", "describe_db_parameter_groups", "DBParameterGroups", "DBParameterGroupName", _tagless),
    ("elasticache", "describe_replication_groups", "ReplicationGroups", "ReplicationGroupId", _tagless),
    ("elasticache", "describe_cache_subnet_groups", "CacheSubnetGroups", "CacheSubnetGroupName", _tagless),
    ("secretsmanager", "list_secrets", "SecretList", "ARN", _tagless),
    ("ssm", "describe_parameters", "Parameters", "Name", _tagless),
    ("events", "list_rules", "Rules", "Name", _tagless),
    ("guardduty", "list_detectors", "DetectorIds", "", _tagless),
    ("config", "describe_configuration_recorders", "ConfigurationRecorders", "name", _tagless),
    ("config", "describe_delivery_channels", "DeliveryChannels", "name", _tagless),
    ("kms", "list_aliases", "Aliases", "AliasName", lambda row: not row["AliasName"].startswith("alias/aws/")),
)  # fmt: skip
"""Service, operation, key of its list, key of the name (empty if the list is of names), whether a row counts."""

GLOBAL: tuple[tuple[str, str, str, str], ...] = (
    ("iam", "list_roles", "Roles", "RoleName"),
    ("iam", "list_instance_profiles", "InstanceProfiles", "InstanceProfileName"),
    ("iam", "list_open_id_connect_providers", "OpenIDConnectProviderList", "Arn"),
    ("s3", "list_buckets", "Buckets", "Name"),
)
"""The same of services that have no regions."""

OBJECTS = (
    "namespaces,nodes,customresourcedefinitions,clusterroles,clusterrolebindings,"
    "mutatingwebhookconfigurations,validatingwebhookconfigurations"
)
IN_ARGOCD = "applications.argoproj.io,applicationsets.argoproj.io,appprojects.argoproj.io,secrets"


@cache
def _client(service: str, region: str, endpoint: str, key: str, secret: str) -> Any:
    return _session().client(
        service, region_name=region, endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret
    )


@cache
def _session() -> Any:
    """Give one session, which reads each service's model once."""
    import boto3

    return boto3.session.Session()


def client(sandbox: Platform, service: str, region: str) -> Any:
    """Give boto3's client of a service of the sandbox."""
    told = sandbox.environment
    return _client(service, region, sandbox.aws_endpoint, told["AWS_ACCESS_KEY_ID"], told["AWS_SECRET_ACCESS_KEY"])


def in_aws(sandbox: Platform, *regions: str) -> set[str]:
    """List what stands in some regions, and what has no region."""

    def of(service: str, operation: str, key: str, name: str, counts: Callable[[Row], bool], region: str) -> set[str]:
        answer = getattr(client(sandbox, service, region), operation)()
        rows = answer.get(key, [])
        named = [row[name] if name else row for row in rows if counts(row if isinstance(row, dict) else {})]
        return {f"{region} {service} {one}" for one in named}

    asked = [(*row, region) for region in regions for row in ROWS]
    asked += [(*row, _tagless, "us-east-1") for row in GLOBAL]
    found = {one for row in asked for one in of(*row)}
    policies = client(sandbox, "iam", "us-east-1").list_policies(Scope="Local")["Policies"]
    keys = {key for region in regions for key in _keys(sandbox, region)}
    return found | keys | {f"iam policy {one['Arn']}" for one in policies}


def _keys(sandbox: Platform, region: str) -> set[str]:
    """Give the keys that are not waiting for their end."""
    kms = client(sandbox, "kms", region)
    found = set()
    for one in kms.list_keys()["Keys"]:
        try:
            told = kms.describe_key(KeyId=one["KeyId"])["KeyMetadata"]
        except ClientError:
            continue
        if told["KeyState"] == "Enabled" and told["KeyManager"] == "CUSTOMER":
            found.add(f"{region} kms {one['KeyId']}")
    return found


def in_cluster(sandbox: Platform) -> set[str]:
    """List what stands in the cluster: what has no namespace, and Argo CD's own objects."""
    told = sandbox.kubectl("get", OBJECTS, "-o", "name") + sandbox.kubectl(
        "get", IN_ARGOCD, "-n", "argocd", "-o", "name"
    )
    return set(told.split())
