"""KMS keys, one a purpose: each rotates, and serves the AWS services of its purpose and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.iam import Statement, policy_document

ADMINISTRATION = (
    *("CancelKeyDeletion", "CreateAlias", "DeleteAlias", "DescribeKey", "DisableKey", "DisableKeyRotation"),
    *("EnableKey", "EnableKeyRotation", "GetKeyPolicy", "GetKeyRotationStatus", "ListGrants"),
    *("ListKeyPolicies", "ListKeyRotations", "ListResourceTags", "PutKeyPolicy", "RevokeGrant", "RotateKeyOnDemand"),
    *("ScheduleKeyDeletion", "TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription"),
)
"""What the account's administrators may do with a key, which isn't to use it (KMS developer guide, "Allows key
administrators to administer the KMS key", with its patterns written out)."""

USE = (
    *("CreateGrant", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"),
    "RetireGrant",
)
"""What is done with a key by a service on its caller's behalf; ReEncrypt is none of it."""


LOGS = ("Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo")
"""What CloudWatch Logs does with a key (Amazon CloudWatch Logs user guide, "Encrypt log data using AWS KMS")."""


def key_policy(*, account: str, region: str, services: Sequence[str], log_groups: Sequence[str] = ()) -> str:
    """Give the policy of a KMS key.

    IAM of the account decides who administers it and who uses it (the account's root as principal stands for that, KMS
    developer guide, "Default key policy"), but it can be used through the named services alone (kms:ViaService, the
    same guide's "AWS KMS condition keys"), so that a role that may decrypt can't do so outside of them.

    Args:
        account: AWS account number of the key.
        region: its region.
        services: services through which it is used, as kms:ViaService calls them, e.g. "s3"; none may use it so if
            there are none.
        log_groups: CloudWatch log groups that it encrypts, names or patterns of names.
    """
    root = {"AWS": f"arn:aws:iam::{account}:root"}
    statements: list[Statement] = [
        {
            "Sid": "AdministeredByIam",
            "Effect": "Allow",
            "Principal": root,
            "Action": [f"kms:{action}" for action in ADMINISTRATION],
            # In a key's policy it means the key itself, and nothing else can be written.
            "Resource": "*",
        }
    ]
    if services:
        via: Statement = {
            "Sid": "UsedThroughItsServices",
            "Effect": "Allow",
            "Principal": root,
            "Action": [f"kms:{action}" for action in USE],
            "Resource": "*",
            "Condition": {
                "StringEquals": {"kms:ViaService": [f"{service}.{region}.amazonaws.com" for service in services]}
            },
        }
        statements.append(via)
    if log_groups:
        groups = [f"arn:aws:logs:{region}:{account}:log-group:{group}" for group in log_groups]
        logs: Statement = {
            "Sid": "LogGroups",
            "Effect": "Allow",
            "Principal": {"Service": f"logs.{region}.amazonaws.com"},
            "Action": [f"kms:{action}" for action in LOGS],
            "Resource": "*",
            "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
        }
        statements.append(logs)
    return policy_document(*statements)


@dataclass(frozen=True)
class EncryptionKeyArgs:
    """What `EncryptionKey` is made from.

    Attributes:
        purpose: what it encrypts, one word; it is in the key's alias.
        account: AWS account number.
        region: AWS region.
        prefix: what its alias begins with: the cluster's name, so that stacks can share an account.
        services: services through which it is used, as kms:ViaService calls them.
        log_groups: CloudWatch log groups that it encrypts, names or patterns of names.
        deletion_days: days between its deletion and its end, 7 to 30.
        protected: whether the engine refuses to delete it.
        tags: tags of the key.
    """

    purpose: str
    account: pulumi.Input[str]
    region: str
    prefix: str
    services: Sequence[str] = ()
    log_groups: Sequence[str] = ()
    deletion_days: int = 30
    protected: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


class EncryptionKey(pulumi.ComponentResource):
    """A KMS key that rotates every year, with an alias that says what it is for.

    Attributes:
        arn: ARN of the key.

    Example:
        >>> key = EncryptionKey(
        ...     "shop-images",
        ...     EncryptionKeyArgs(
        ...         purpose="images", account="123456789012", region="us-west-2", prefix="shop", services=["ecr"]
        ...     ),
        ... )
        >>> pulumi.export("imagesKey", key.arn)
    """

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: EncryptionKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:security:EncryptionKey", name, None, opts)
        key = aws.kms.Key(
            name,
            description=f"{args.purpose} of {args.prefix}",
            enable_key_rotation=True,
            rotation_period_in_days=365,
            deletion_window_in_days=args.deletion_days,
            policy=pulumi.Output.from_input(args.account).apply(
                lambda account: key_policy(
                    account=account,
                    region=args.region,
                    services=args.services,
                    log_groups=args.log_groups,
                )
            ),
            tags=dict(args.tags),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protected),
        )
        aws.kms.Alias(
            name,
            name=f"alias/{args.prefix}/{args.purpose}",
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})
