"""What keeps a resource from being deleted although nothing in the program says so: AWS's own switches, and content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from components.teardown.objects import text
from components.teardown.state import CLUSTER_TYPE, Standing


@dataclass(frozen=True)
class Protection:
    """A type whose resources AWS itself refuses to delete while a switch is on.

    Attributes:
        type: the type token.
        service: boto3's service.
        look: the call that tells how the switch stands now, since what the state knows may be old.
        look_arguments: its arguments; `$key` stands for an output.
        switch: where the answer has the switch (JMESPath).
        operation: the call that turns it off.
        arguments: its arguments.
        command: the same for a person, with `{key}` in place of outputs.
        setting: how to turn it off in the stack's file, if that can be done.
        source: where the call is documented.
    """

    type: str
    service: str
    look: str
    look_arguments: Mapping[str, object]
    switch: str
    operation: str
    arguments: Mapping[str, object]
    command: str
    setting: str = ""
    source: str = ""


PROTECTIONS: Sequence[Protection] = (
    Protection(
        CLUSTER_TYPE,
        "eks",
        "describe_cluster",
        {"name": "$name"},
        "cluster.deletionProtection",
        "update_cluster_config",
        {"name": "$name", "deletionProtection": False},
        "aws eks update-cluster-config --name {name} --no-deletion-protection",
        "slipway:cluster.deletionProtection",
        "EKS API, UpdateClusterConfig",
    ),
    Protection(
        "aws:rds/instance:Instance",
        "rds",
        "describe_db_instances",
        {"DBInstanceIdentifier": "$identifier"},
        "DBInstances[0].DeletionProtection",
        "modify_db_instance",
        {"DBInstanceIdentifier": "$identifier", "DeletionProtection": False, "ApplyImmediately": True},
        "aws rds modify-db-instance --db-instance-identifier {identifier} --no-deletion-protection --apply-immediately",
        source="RDS API, ModifyDBInstance",
    ),
    Protection(
        "aws:rds/cluster:Cluster",
        "rds",
        "describe_db_clusters",
        {"DBClusterIdentifier": "$clusterIdentifier"},
        "DBClusters[0].DeletionProtection",
        "modify_db_cluster",
        {"DBClusterIdentifier": "$clusterIdentifier", "DeletionProtection": False, "ApplyImmediately": True},
        "aws rds modify-db-cluster --db-cluster-identifier {clusterIdentifier} --no-deletion-protection"
        " --apply-immediately",
        source="RDS API, ModifyDBCluster",
    ),
    Protection(
        "aws:lb/loadBalancer:LoadBalancer",
        "elbv2",
        "describe_load_balancer_attributes",
        {"LoadBalancerArn": "$arn"},
        "Attributes[?Key=='deletion_protection.enabled'] | [0].Value",
        "modify_load_balancer_attributes",
        {"LoadBalancerArn": "$arn", "Attributes": [{"Key": "deletion_protection.enabled", "Value": "false"}]},
        "aws elbv2 modify-load-balancer-attributes --load-balancer-arn {arn}"
        " --attributes Key=deletion_protection.enabled,Value=false",
        source="ELB API, ModifyLoadBalancerAttributes",
    ),
    Protection(
        "aws:dynamodb/table:Table",
        "dynamodb",
        "describe_table",
        {"TableName": "$name"},
        "Table.DeletionProtectionEnabled",
        "update_table",
        {"TableName": "$name", "DeletionProtectionEnabled": False},
        "aws dynamodb update-table --table-name {name} --no-deletion-protection-enabled",
        source="DynamoDB API, UpdateTable",
    ),
)


@dataclass(frozen=True)
class Holder:
    """A type that AWS refuses to delete while it holds something, unless the program allowed that.

    Attributes:
        type: the type token.
        allowed: the output that allows it.
        service: boto3's service.
        operation: the call that lists what it holds.
        arguments: its arguments, as in `Protection`.
        content: where the answer has what is held.
        what: what it holds, in the plural.
        command: how a person empties it.
    """

    type: str
    allowed: str
    service: str
    operation: str
    arguments: Mapping[str, object]
    content: tuple[str, ...]
    what: str
    command: str


HOLDERS: Sequence[Holder] = (
    *(
        Holder(
            kind,
            "forceDestroy",
            "s3",
            "list_object_versions",
            {"Bucket": "$bucket", "MaxKeys": 1},
            ("Versions", "DeleteMarkers"),
            "objects",
            "aws s3 rm s3://{bucket} --recursive, and its old versions in the console (Empty)",
        )
        for kind in ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
    ),
    Holder(
        "aws:ecr/repository:Repository",
        "forceDelete",
        "ecr",
        "list_images",
        {"repositoryName": "$name", "maxResults": 1},
        ("imageIds",),
        "images",
        "aws ecr delete-repository --force --repository-name {name}",
    ),
)


def guardable(resources: Iterable[Standing]) -> list[tuple[Standing, Protection]]:
    """Give the resources that have such a switch, each with its row."""
    rows = {row.type: row for row in PROTECTIONS}
    return [(one, rows[one.type]) for one in resources if one.type in rows]


def holders(resources: Iterable[Standing]) -> list[tuple[Standing, Holder]]:
    """Give the resources that have to be empty before they can go, each with its row."""
    rows = {row.type: row for row in HOLDERS}
    return [
        (one, rows[one.type])
        for one in resources
        if one.type in rows and one.outputs.get(rows[one.type].allowed) is not True and not one.retained
    ]


def arguments_of(template: Mapping[str, object], resource: Standing) -> dict[str, object]:
    """Fill a call's arguments from a resource's outputs."""
    return {
        key: _value(value[1:], resource) if isinstance(value, str) and value.startswith("$") else value
        for key, value in template.items()
    }


def filled(command: str, resource: Standing) -> str:
    """Fill a person's command from a resource's outputs."""
    for key in ("name", "arn", "identifier", "clusterIdentifier", "bucket"):
        command = command.replace(f"{{{key}}}", _value(key, resource))
    return command


def _value(key: str, resource: Standing) -> str:
    return text(resource.outputs, key) or resource.id
