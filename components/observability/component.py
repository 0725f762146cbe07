"""Where logs and traces are kept, as resources of AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.bucket import close_bucket
from components.observability.config import ObservabilityConfig, Traces
from components.observability.documents import (
    GRACE_DAYS,
    PARTS_DAYS,
    bucket_policy,
    key_policy,
    store_policy,
)
from components.observability.places import LOKI, NAMESPACE, TEMPO
from components.pod_identity import PodIdentity, PodIdentityArgs


@dataclass(frozen=True)
class ObservabilityArgs:
    """What `Observability` is made from.

    Attributes:
        config: how the stack is observed.
        region: AWS region, e.g. "us-west-2".
        account: AWS account number.
        cluster_name: name of the EKS cluster in AWS.
        cluster_arn: its ARN.
        tags: tags of every resource.
    """

    config: ObservabilityConfig
    region: str
    account: pulumi.Input[str]
    cluster_name: pulumi.Input[str]
    cluster_arn: pulumi.Input[str]
    tags: Mapping[str, str] = field(default_factory=dict)


class Observability(pulumi.ComponentResource):
    """Buckets for logs and traces, encrypted by a key of their own, each open to one service account.

    Nothing is made where the configuration turns observability off, and no bucket for traces where Jaeger keeps them.

    Attributes:
        logs_bucket: name of Loki's bucket; empty if there is none.
        traces_bucket: name of Tempo's bucket; empty if there is none.

    Example:
        >>> observability = Observability(
        ...     "shop",
        ...     ObservabilityArgs(
        ...         config=ObservabilityConfig(enabled=True),
        ...         region="us-west-2",
        ...         account="123456789012",
        ...         cluster_name="shop",
        ...         cluster_arn="arn:aws:eks:us-west-2:123456789012:cluster/shop",
        ...     ),
        ... )
        >>> pulumi.export("logs", observability.logs_bucket)
    """

    logs_bucket: pulumi.Output[str]
    traces_bucket: pulumi.Output[str]

    def __init__(self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:observability:Observability", name, None, opts)
        self._args = args
        self._tags = dict(args.tags)
        self._within = pulumi.ResourceOptions(parent=self)
        config = args.config
        self.logs_bucket = self.traces_bucket = pulumi.Output.from_input("")
        if config.enabled:
            key = self._key(name)
            self.logs_bucket = self._store(f"{name}-logs", LOKI, config.retention.logs, key)
            if config.traces is Traces.TEMPO:
                self.traces_bucket = self._store(f"{name}-traces", TEMPO, config.retention.traces, key)
        self.register_outputs({"logsBucket": self.logs_bucket, "tracesBucket": self.traces_bucket})

    def _key(self, name: str) -> aws.kms.Key:
        key = aws.kms.Key(
            f"{name}-observability",
            description=f"Logs and traces of {name}",
            enable_key_rotation=True,
            rotation_period_in_days=365,
            deletion_window_in_days=self._args.config.key_deletion_days,
            policy=pulumi.Output.from_input(self._args.account).apply(key_policy),
            tags=self._tags,
            opts=self._within,
        )
        aws.kms.Alias(
            f"{name}-observability",
            name=f"alias/{name}-observability",
            target_key_id=key.key_id,
            opts=self._within,
        )
        return key

    def _store(self, name: str, service_account: str, days: int, key: aws.kms.Key) -> pulumi.Output[str]:
        """Make a bucket with all its settings, and the role of the one service account that uses it."""
        config = self._args.config
        bucket = aws.s3.Bucket(name, force_destroy=not config.keep_buckets, tags=self._tags, opts=self._within)
        policy = pulumi.Output.all(bucket.arn, key.arn).apply(lambda arns: bucket_policy(arns[0], arns[1]))
        retention = aws.s3.BucketLifecycleConfigurationRuleArgs(
            id="retention",
            status="Enabled",
            filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
            expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=days + GRACE_DAYS),
            noncurrent_version_expiration=(
                aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(noncurrent_days=PARTS_DAYS)
            ),
            abort_incomplete_multipart_upload=(
                aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                    days_after_initiation=PARTS_DAYS
                )
            ),
        )
        close_bucket(name, bucket, key_arn=key.arn, policy=policy, rules=[retention], parent=self)
        region = self._args.region
        PodIdentity(
            name,
            PodIdentityArgs(
                cluster_name=self._args.cluster_name,
                cluster_arn=self._args.cluster_arn,
                namespace=NAMESPACE,
                service_account=service_account,
                policy=pulumi.Output.all(bucket.arn, key.arn).apply(
                    lambda arns: store_policy(arns[0], arns[1], region)
                ),
                tags=self._tags,
            ),
            self._within,
        )
        made: pulumi.Output[str] = bucket.bucket
        return made
