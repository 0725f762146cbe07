"""A bucket that nobody outside its account reaches, and nobody without TLS: the platform's and services' alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.iam import Statement, policy_document

OLDEST_TLS = "1.2"


@dataclass(frozen=True)
class PrivateBucketArgs:
    """What `PrivateBucket` is made from.

    Attributes:
        key_arn: KMS key that encrypts its objects.
        keep_versions_days: days for which an overwritten or deleted object can be brought back.
        expire_days: days after which objects go by themselves; None keeps them.
        grants: more statements of its policy, over its ARN: which services may write into it.
        protected: whether it may be neither deleted by the engine, nor emptied with what is in it.
        tags: tags of the bucket.
    """

    key_arn: pulumi.Input[str]
    keep_versions_days: int = 30
    expire_days: int | None = None
    grants: Sequence[pulumi.Input[Statement]] = ()
    protected: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


class PrivateBucket(pulumi.ComponentResource):
    """An S3 bucket: KMS encryption by a bucket key, versions kept, no public access, no ACLs, TLS alone.

    Attributes:
        bucket_name: its name in S3.
        arn: its ARN.
        ready: what must be there before anything is put into it.

    Example:
        >>> bucket = PrivateBucket(
        ...     "shop-invoices", PrivateBucketArgs(key_arn="arn:aws:kms:us-west-2:123456789012:key/1", expire_days=365)
        ... )
        >>> pulumi.export("invoices", bucket.bucket_name)
    """

    bucket_name: pulumi.Output[str]
    arn: pulumi.Output[str]
    ready: Sequence[pulumi.Resource]

    def __init__(self, name: str, args: PrivateBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:bucket:PrivateBucket", name, None, opts)
        bucket = aws.s3.Bucket(
            name,
            force_destroy=not args.protected,
            tags=dict(args.tags),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protected),
        )
        self.bucket_name = bucket.bucket
        self.arn = bucket.arn
        policy = pulumi.Output.all(self.arn, *args.grants).apply(
            lambda known: policy_document(*tls_only(known[0]), *known[1:])
        )
        rules = _lifecycle(args.keep_versions_days, args.expire_days)
        settings = close_bucket(name, bucket, key_arn=args.key_arn, policy=policy, rules=rules, parent=self)
        self.ready = (bucket, *settings)
        self.register_outputs({"bucketName": self.bucket_name, "arn": self.arn})


def close_bucket(
    name: str,
    bucket: aws.s3.Bucket,
    *,
    key_arn: pulumi.Input[str],
    policy: pulumi.Input[str],
    rules: Sequence[aws.s3.BucketLifecycleConfigurationRuleArgs],
    parent: pulumi.Resource,
) -> Sequence[pulumi.Resource]:
    """Give a bucket its settings: no public access, no ACLs, a KMS key, versions, and its own rules and policy.

    Args:
        name: their name in the program, which is the bucket's.
        bucket: the bucket.
        key_arn: KMS key that encrypts its objects.
        policy: its policy document, as JSON text.
        rules: when objects and their old versions go.
        parent: the component that they are in.

    Returns:
        What must be there before anything is put into the bucket.
    """
    within = pulumi.ResourceOptions(parent=parent)
    closed = aws.s3.BucketPublicAccessBlock(
        name,
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=within,
    )
    owned = aws.s3.BucketOwnershipControls(
        name,
        bucket=bucket.bucket,
        rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
        opts=within,
    )
    encrypted = aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        bucket=bucket.bucket,
        rules=[
            aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=(
                    aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
                        sse_algorithm="aws:kms", kms_master_key_id=key_arn
                    )
                ),
                # One call to KMS for many objects; else Loki's small chunks cost more in KMS than in S3.
                bucket_key_enabled=True,
            )
        ],
        opts=within,
    )
    versioned = aws.s3.BucketVersioning(
        name,
        bucket=bucket.bucket,
        versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
        opts=within,
    )
    aws.s3.BucketLifecycleConfiguration(
        name,
        bucket=bucket.bucket,
        rules=rules,
        # S3 takes rules about versions only once versions are kept.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[versioned]),
    )
    guarded = aws.s3.BucketPolicy(
        name,
        bucket=bucket.bucket,
        policy=policy,
        # S3 answers a policy and a public access block at one time with OperationAborted.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[closed]),
    )
    return closed, owned, encrypted, guarded


def tls_only(bucket_arn: str) -> tuple[Statement, ...]:
    """Give the statements that refuse everybody without TLS, and with a TLS older than 1.2.

    Source: Amazon S3 user guide, "Security best practices" (aws:SecureTransport) and s3:TlsVersion in the service
    authorization reference.

    Args:
        bucket_arn: ARN of the bucket.
    """
    everything = [bucket_arn, f"{bucket_arn}/*"]
    refused: Statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything}
    return (
        {**refused, "Sid": "TlsAlone", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {**refused, "Sid": "RecentTlsAlone", "Condition": {"NumericLessThan": {"s3:TlsVersion": OLDEST_TLS}}},
    )


def _lifecycle(keep_versions_days: int, expire_days: int | None) -> list[aws.s3.BucketLifecycleConfigurationRuleArgs]:
    everything = aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix="")
    rules = [
        aws.s3.BucketLifecycleConfigurationRuleArgs(
            id="old-versions",
            status="Enabled",
            filter=everything,
            noncurrent_version_expiration=aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                noncurrent_days=keep_versions_days
            ),
            # Parts of uploads that were never finished are paid for and seen by nobody.
            abort_incomplete_multipart_upload=aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                days_after_initiation=7
            ),
        )
    ]
    if expire_days is not None:
        rules.append(
            aws.s3.BucketLifecycleConfigurationRuleArgs(
                id="expiry",
                status="Enabled",
                filter=everything,
                expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=expire_days),
            )
        )
    return rules
