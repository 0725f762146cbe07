"""IAM documents and ARNs as pure functions."""

from __future__ import annotations

import json

AWS_MANAGED = "arn:aws:iam::aws:policy/"
"""Where the policies that AWS maintains live."""


def trust_policy(service: str) -> str:
    """Give the trust policy of a role that one AWS service takes on.

    Args:
        service: the service's principal, e.g. "eks.amazonaws.com".
    """
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
        }
    )


def account_of(arn: str) -> str:
    """Give the AWS account that an ARN names.

    Args:
        arn: e.g. "arn:aws:iam::123456789012:role/shop".

    Raises:
        ValueError: the text is no ARN with an account.
    """
    parts = arn.split(":", 5)
    if len(parts) != 6 or not parts[4]:
        raise ValueError(f"{arn!r} is not an ARN that names an account")
    return parts[4]


def key_policy(*, account: str, region: str, log_group: str, sid: str = "ControlPlaneLogs") -> str:
    """Give the policy of a KMS key that encrypts one log group, and what else IAM lets its users encrypt.

    The account's administrators decide by IAM who else may use the key (the first statement, without which a key can
    become
    unmanageable: KMS developer guide, "Default key policy"); CloudWatch Logs may use it for this one log group
    ("Encrypt log data in CloudWatch Logs using AWS KMS").

    Args:
        account: AWS account number of the key.
        region: its region.
        log_group: name of the log group.
        sid: name of the statement that lets CloudWatch Logs in.
    """
    logs_arn = f"arn:aws:logs:{region}:{account}:log-group:{log_group}"
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "AccountDecidesByIam",
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
                    "Action": "kms:*",
                    "Resource": "*",
                },
                {
                    "Sid": sid,
                    "Effect": "Allow",
                    "Principal": {"Service": f"logs.{region}.amazonaws.com"},
                    "Action": [
                        "kms:Encrypt*",
                        "kms:Decrypt*",
                        "kms:ReEncrypt*",
                        "kms:GenerateDataKey*",
                        "kms:Describe*",
                    ],
                    "Resource": "*",
                    "Condition": {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": logs_arn}},
                },
            ],
        }
    )
