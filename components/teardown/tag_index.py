"""What AWS's own index of tags still names of a stack, beyond the kinds that have rows.

The index (Resource Groups Tagging API) knows most services, and forgets what was deleted only after a while. So what a
row below can confirm is confirmed; the rest is told as the index tells it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from components.gitops.bridge import STACK_LABEL
from components.teardown.cloud import Aws, search
from components.teardown.orphans import CloudThing

COVERED = frozenset(
    {
        "instance", "launch-template", "natgateway", "vpc-endpoint", "network-interface", "security-group",
        "elastic-ip", "volume", "snapshot", "vpc-flow-log", "subnet", "route-table", "network-acl", "internet-gateway",
        "egress-only-internet-gateway", "vpc", "security-group-rule", "loadbalancer", "targetgroup", "listener",
        "listener-rule",
    }
)  # fmt: skip
"""Resources of EC2 and of load balancing that have rows in `cloud_kinds`, or go with one that has."""


@dataclass(frozen=True)
class Confirmation:
    """How to find out whether something that the index names is still there.

    Attributes:
        beginning: what an ARN's service and resource part begin with, as `<service>:<resource>`.
        kind: what a person calls it.
        service: boto3's service.
        operation: the call that tells of one.
        argument: its argument.
        takes: which part of the ARN that takes: all of it, the part between the first two slashes (`/2`), or what
            follows the last of these characters.
        there: where the answer shows that it is there and not on its way out (JMESPath).
        leaves: where it shows when the thing goes by itself.
        command: AWS's command line that deletes it, with `{id}`.
        kept: why it stays on purpose.
    """

    beginning: str
    kind: str
    service: str
    operation: str
    argument: str
    takes: str
    there: str
    leaves: str
    command: str
    kept: str = ""


CONFIRMATIONS: Sequence[Confirmation] = (
    Confirmation("kms:key/", "key", "kms", "describe_key", "KeyId", "/", "KeyMetadata.KeyId",
                 "KeyMetadata.DeletionDate", "aws kms schedule-key-deletion --key-id {id}"),
    Confirmation("eks:cluster/", "EKS cluster", "eks", "describe_cluster", "name", "/", "cluster.name", "never",
                 "aws eks delete-cluster --name {id}"),
    # Node groups, add-ons, associations and access entries end with their cluster; the index forgets them later.
    Confirmation("eks:", "part of the EKS cluster", "eks", "describe_cluster", "name", "/2", "cluster.name", "never",
                 "aws eks delete-cluster --name {id}"),
    Confirmation("s3:", "bucket", "s3", "get_bucket_location", "Bucket", ":", "ResponseMetadata", "never",
                 "aws s3 rb s3://{id} --force"),
    Confirmation("ecr:repository/", "image repository", "ecr", "describe_repositories", "repositoryNames",
                 "repository/", "repositories[0].repositoryName", "never",
                 "aws ecr delete-repository --repository-name {id}"),
    Confirmation("sqs:", "queue", "sqs", "get_queue_url", "QueueName", ":", "QueueUrl", "never",
                 "aws sqs delete-queue --queue-url $(aws sqs get-queue-url --queue-name {id} --output text)"),
    Confirmation("secretsmanager:secret:", "secret", "secretsmanager", "describe_secret", "SecretId", "all", "Name",
                 "DeletedDate", "aws secretsmanager delete-secret --secret-id {id}"),
    Confirmation("rds:db:", "database", "rds", "describe_db_instances", "DBInstanceIdentifier", ":",
                 "DBInstances[?DBInstanceStatus!='deleting'] | [0].DBInstanceIdentifier", "never",
                 "aws rds delete-db-instance --db-instance-identifier {id} --skip-final-snapshot"),
    Confirmation("rds:snapshot:", "database snapshot", "rds", "describe_db_snapshots", "DBSnapshotIdentifier", ":",
                 "DBSnapshots[0].DBSnapshotIdentifier", "never",
                 "aws rds delete-db-snapshot --db-snapshot-identifier {id}", "the last state of a database"),
    Confirmation("elasticache:replicationgroup:", "Redis", "elasticache", "describe_replication_groups",
                 "ReplicationGroupId", ":", "ReplicationGroups[?Status!='deleting'] | [0].ReplicationGroupId", "never",
                 "aws elasticache delete-replication-group --replication-group-id {id}"),
    Confirmation("logs:log-group:", "log group", "logs", "describe_log_groups", "logGroupNamePrefix", "log-group:",
                 "logGroups[0].logGroupName", "never", "aws logs delete-log-group --log-group-name {id}"),
)  # fmt: skip
"""Kinds of what our components make outside of EC2."""


def indexed(aws: Aws, stack: str, told: Collection[str]) -> Iterator[CloudThing]:
    """Give what the index names of a stack and nobody has told of yet.

    Args:
        aws: the region.
        stack: the stack.
        told: ids that are known already.
    """
    asked = {"TagFilters": [{"Key": STACK_LABEL, "Values": [stack]}]}
    path = "ResourceTagMappingList[].ResourceARN"
    for arn in aws.pages("resourcegroupstaggingapi", "get_resources", asked, path):
        service, resource = service_and_resource(arn)
        if service in ("ec2", "elasticloadbalancing") and resource.split("/", 1)[0] in COVERED:
            continue
        thing = _confirmed(aws, arn, f"{service}:{resource}")
        if thing is not None and thing.id not in told:
            yield thing


def service_and_resource(arn: str) -> tuple[str, str]:
    """Give an ARN's service and its resource part.

    Example:
        >>> service_and_resource("arn:aws:kms:us-west-2:123456789012:key/1")
        ('kms', 'key/1')
    """
    parts = arn.split(":", 5)
    return (parts[2], parts[5]) if len(parts) == 6 else ("", arn)


def _confirmed(aws: Aws, arn: str, named: str) -> CloudThing | None:
    row = next((one for one in CONFIRMATIONS if named.startswith(one.beginning)), None)
    if row is None:
        return CloudThing(
            kind=named.split(":", 1)[0], id=arn, told="by AWS's index of tags, which may be late", tag=STACK_LABEL
        )
    identity = _taken(row.takes, arn, named)
    answer = aws.ask(
        row.service, row.operation, {row.argument: [identity] if row.argument.endswith("Names") else identity}, "@"
    )
    if answer is None or not search(row.there, answer):
        return None
    leaves = search(row.leaves, answer)
    return CloudThing(
        kind=row.kind, id=identity, tag=STACK_LABEL,
        command=f"{row.command.replace('{id}', identity)} --region {aws.region}",
        leaves=leaves.isoformat(timespec="seconds") if leaves is not None else "", kept=row.kept,
    )  # fmt: skip


def _taken(takes: str, arn: str, named: str) -> str:
    if takes == "all":
        return arn
    if takes == "/2":
        return named.split("/")[1] if "/" in named else named
    return named.rsplit(takes, 1)[-1].removesuffix(":*")
