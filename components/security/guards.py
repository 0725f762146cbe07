"""What there is once in an account, and once in each of its regions; a stack makes it only where it says it owns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.bucket import PrivateBucket, PrivateBucketArgs
from components.iam import AWS_MANAGED, Statement, policy_document, trust_policy
from components.security.config import AccountConfig, RegionConfig
from components.security.issuers import ISSUERS
from components.security.keys import EncryptionKey, EncryptionKeyArgs

GUARD_DUTY_FEATURES = ("EKS_AUDIT_LOGS", "RDS_LOGIN_EVENTS", "S3_DATA_EVENTS")
"""What GuardDuty looks at beside what every detector does (Amazon GuardDuty user guide, "Feature activation model")."""

RUNTIME = "RUNTIME_MONITORING"
RUNTIME_AGENTS = {
    "EKS_ADDON_MANAGEMENT": "ENABLED",
    "ECS_FARGATE_AGENT_MANAGEMENT": "DISABLED",
    "EC2_AGENT_MANAGEMENT": "DISABLED",
}
"""Whose agent GuardDuty manages: the nodes' alone, as an EKS add-on. It answers with all three, whatever it was asked
for (DetectorAdditionalConfiguration in its API reference), so one left out would differ for ever."""

KEEP_RECORDS_DAYS = 365


@dataclass(frozen=True)
class AccountGuardsArgs:
    """What `AccountGuards` is made from.

    Attributes:
        config: what the account has.
        tags: tags of what can be tagged.
    """

    config: AccountConfig
    tags: Mapping[str, str] = field(default_factory=dict)


class AccountGuards(pulumi.ComponentResource):
    """What an account has once: IAM's trust in pipelines' tokens, and S3's refusal of public buckets.

    Example:
        >>> from components.security.config import AccountConfig
        >>> guards = AccountGuards("shop", AccountGuardsArgs(config=AccountConfig(issuers=("github",))))
    """

    def __init__(self, name: str, args: AccountGuardsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:security:AccountGuards", name, None, opts)
        within = pulumi.ResourceOptions(parent=self)
        for issuer in args.config.issuers:
            # No thumbprint: for issuers whose certificate a public authority signed, IAM has its own list of those
            # ("Create an OpenID Connect (OIDC) identity provider in IAM").
            aws.iam.OpenIdConnectProvider(
                f"{name}-ci-{issuer}",
                url=ISSUERS[issuer].address,
                client_id_lists=[ISSUERS[issuer].audience],
                tags=dict(args.tags),
                opts=within,
            )
        if args.config.block_public_buckets:
            aws.s3.AccountPublicAccessBlock(
                f"{name}-account",
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
                opts=within,
            )
        self.register_outputs({})


@dataclass(frozen=True)
class RegionGuardsArgs:
    """What `RegionGuards` is made from.

    Attributes:
        config: what the region has.
        account: AWS account number.
        region: AWS region.
        prefix: what names begin with: the cluster's name.
        global_types: whether AWS Config records IAM and other types without a region here; in one region alone.
        key_deletion_days: days between the deletion of the records' KMS key and its end, 7 to 30.
        protected: whether the engine refuses to delete what was recorded.
        tags: tags of what can be tagged.
    """

    config: RegionConfig
    account: pulumi.Input[str]
    region: str
    prefix: str
    global_types: bool = False
    key_deletion_days: int = 30
    protected: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


class RegionGuards(pulumi.ComponentResource):
    """What a region has once: GuardDuty, AWS Config's recorder with its encrypted bucket, encryption of new volumes.

    Example:
        >>> from components.security.config import RegionConfig
        >>> guards = RegionGuards(
        ...     "shop",
        ...     RegionGuardsArgs(config=RegionConfig(), account="123456789012", region="us-west-2", prefix="shop"),
        ... )
    """

    def __init__(self, name: str, args: RegionGuardsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:security:RegionGuards", name, None, opts)
        self._name = name
        self._args = args
        self._within = pulumi.ResourceOptions(parent=self)
        if args.config.guard_duty:
            self._guard_duty()
        if args.config.config_recorder:
            self._config_recorder()
        if args.config.encrypt_volumes:
            aws.ebs.EncryptionByDefault(f"{name}-volumes", enabled=True, opts=self._within)
        self.register_outputs({})

    def _guard_duty(self) -> None:
        detector = aws.guardduty.Detector(
            self._name,
            enable=True,
            finding_publishing_frequency="FIFTEEN_MINUTES",
            tags=dict(self._args.tags),
            opts=self._within,
        )
        previous: pulumi.Resource = detector
        for feature in (*GUARD_DUTY_FEATURES, *((RUNTIME,) if self._args.config.runtime_monitoring else ())):
            # One after another: each is a change of the one detector.
            previous = aws.guardduty.DetectorFeature(
                f"{self._name}-{feature.lower().replace('_', '-')}",
                detector_id=detector.id,
                name=feature,
                status="ENABLED",
                additional_configurations=[
                    aws.guardduty.DetectorFeatureAdditionalConfigurationArgs(name=agent, status=status)
                    for agent, status in RUNTIME_AGENTS.items()
                ]
                if feature == RUNTIME
                else None,
                opts=pulumi.ResourceOptions(parent=self, depends_on=[previous]),
            )

    def _config_recorder(self) -> None:
        name, args = f"{self._name}-records", self._args
        key = EncryptionKey(
            name,
            EncryptionKeyArgs(
                purpose="records",
                account=args.account,
                region=args.region,
                prefix=args.prefix,
                services=("s3",),
                deletion_days=args.key_deletion_days,
                protected=args.protected,
                tags=args.tags,
            ),
            self._within,
        )
        bucket = PrivateBucket(
            name,
            PrivateBucketArgs(
                key_arn=key.arn,
                keep_versions_days=KEEP_RECORDS_DAYS,
                protected=args.protected,
                tags=args.tags,
            ),
            self._within,
        )
        role = aws.iam.Role(
            name,
            description=f"What AWS Config reads for {args.prefix}, and where it writes",
            assume_role_policy=trust_policy("config.amazonaws.com"),
            tags=dict(args.tags),
            opts=self._within,
        )
        may_read = aws.iam.RolePolicyAttachment(
            name, role=role.name, policy_arn=f"{AWS_MANAGED}service-role/AWS_ConfigRole", opts=self._within
        )
        may_write = aws.iam.RolePolicy(
            name,
            role=role.name,
            name="deliver",
            policy=pulumi.Output.all(bucket.arn, args.account, key.arn).apply(
                lambda known: delivery_policy(bucket_arn=known[0], account=known[1], key_arn=known[2])
            ),
            opts=self._within,
        )
        recorder = aws.cfg.Recorder(
            name,
            name=args.prefix,
            role_arn=role.arn,
            recording_group=aws.cfg.RecorderRecordingGroupArgs(
                all_supported=True, include_global_resource_types=args.global_types
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[may_read, may_write]),
        )
        channel = aws.cfg.DeliveryChannel(
            name,
            name=args.prefix,
            s3_bucket_name=bucket.bucket_name,
            s3_kms_key_arn=key.arn,
            # AWS takes a channel only where there is a recorder, and only once it can write into the bucket.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[recorder, *bucket.ready]),
        )
        aws.cfg.RecorderStatus(
            name,
            name=recorder.name,
            is_enabled=True,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[channel]),
        )


def delivery_policy(*, bucket_arn: str, account: str, key_arn: str) -> str:
    """Give what AWS Config's role needs to deliver into a bucket.

    Source: AWS Config developer guide, "Permissions for the IAM role assigned to AWS Config" (with a KMS key).

    Args:
        bucket_arn: ARN of the bucket.
        account: AWS account number.
        key_arn: ARN of the bucket's key.
    """
    statements: tuple[Statement, ...] = (
        {
            "Sid": "Deliver",
            "Effect": "Allow",
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/AWSLogs/{account}/Config/*",
        },
        {"Sid": "FindBucket", "Effect": "Allow", "Action": ["s3:GetBucketAcl"], "Resource": bucket_arn},
        {
            "Sid": "Encrypt",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": key_arn,
        },
    )
    return policy_document(*statements)
