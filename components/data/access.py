"""What a service may do with what it asked for, as statements of IAM: that one thing, and nothing beside it."""

from __future__ import annotations

from components.iam import Statement, allow


def _key(sid: str, *, key_arn: str, service: str, region: str, context: str, arn: str) -> Statement:
    """Give use of the data key for one thing: through its service alone, and for its ciphertexts alone."""
    return allow(
        sid,
        ["kms:Decrypt", "kms:GenerateDataKey"],
        key_arn,
        {
            "StringEquals": {
                "kms:ViaService": f"{service}.{region}.amazonaws.com",
                f"kms:EncryptionContext:{context}": arn,
            }
        },
    )


def _sid(name: str, what: str) -> str:
    return "".join(word.capitalize() for word in (*name.split("-"), what))


def bucket_access(name: str, *, arn: str, key_arn: str, region: str) -> tuple[Statement, ...]:
    """Give reading, writing and listing of one bucket's objects, without their old versions.

    The encryption context is the bucket's ARN, since the bucket uses a bucket key (Amazon S3 user guide, "Reducing the
    cost of SSE-KMS with Amazon S3 Bucket Keys").

    Args:
        name: name of the need.
        arn: ARN of the bucket.
        key_arn: ARN of its key.
        region: AWS region.
    """
    objects = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts"]
    return (
        allow(_sid(name, "objects"), [*objects, "s3:PutObject"], f"{arn}/*"),
        allow(_sid(name, "bucket"), ["s3:GetBucketLocation", "s3:ListBucket"], arn),
        _key(_sid(name, "key"), key_arn=key_arn, service="s3", region=region, context="aws:s3:arn", arn=arn),
    )


def queue_access(name: str, *, arn: str, dead_letter_arn: str, key_arn: str, region: str) -> tuple[Statement, ...]:
    """Give sending to and taking from one queue, and taking from its dead-letter queue.

    Source of the encryption context: Amazon SQS developer guide, "Key management".

    Args:
        name: name of the need.
        arn: ARN of the queue.
        dead_letter_arn: ARN of its dead-letter queue.
        key_arn: ARN of their key.
        region: AWS region.
    """
    take = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"]
    return (
        allow(_sid(name, "queue"), [*take, "sqs:ReceiveMessage", "sqs:SendMessage"], arn),
        allow(_sid(name, "dead"), [*take, "sqs:ReceiveMessage"], dead_letter_arn),
        _key(_sid(name, "key"), key_arn=key_arn, service="sqs", region=region, context="aws:sqs:arn", arn=arn),
        _key(
            _sid(name, "deadkey"),
            key_arn=key_arn,
            service="sqs",
            region=region,
            context="aws:sqs:arn",
            arn=dead_letter_arn,
        ),
    )


def postgres_access(name: str, *, instance_arn: str, resource_id: str, user: str) -> tuple[Statement, ...]:
    """Give signing in to one database as one of its users, by IAM.

    Source: Amazon RDS user guide, "Creating and using an IAM policy for IAM database access".

    Args:
        name: name of the need.
        instance_arn: ARN of the instance.
        resource_id: id of the instance that never changes, e.g. "db-ABCDEFGH".
        user: the database's user.
    """
    _, partition, _, region, account, _ = instance_arn.split(":", 5)
    user_arn = f"arn:{partition}:rds-db:{region}:{account}:dbuser:{resource_id}/{user}"
    return (allow(_sid(name, "connect"), ["rds-db:connect"], user_arn),)


def redis_access(name: str, *, group_arn: str, user_arn: str) -> tuple[Statement, ...]:
    """Give signing in to one cache as one of its users, by IAM.

    Source: Amazon ElastiCache user guide, "Authenticating with IAM".

    Args:
        name: name of the need.
        group_arn: ARN of the replication group.
        user_arn: ARN of the user.
    """
    return (allow(_sid(name, "connect"), ["elasticache:Connect"], [group_arn, user_arn]),)
