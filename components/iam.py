"""IAM documents and ARNs as pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

AWS_MANAGED = "arn:aws:iam::aws:policy/"
"""Where the policies that AWS maintains live."""

Statement = dict[str, object]
"""One statement of a policy document, as IAM's JSON policy reference has it."""

Conditions = Mapping[str, Mapping[str, str | Sequence[str]]]
"""Operator → condition key → value or values."""


def allow(
    sid: str, actions: Sequence[str], resources: str | Sequence[str], conditions: Conditions | None = None
) -> Statement:
    """Give a statement that allows actions on resources.

    Args:
        sid: what it is for, in letters and digits.
        actions: each in full, e.g. "ec2:DescribeVpcs".
        resources: ARNs; "*" only where AWS knows no narrower one.
        conditions: what else must hold.

    Example:
        >>> allow("Read", ["s3:GetObject"], "arn:aws:s3:::shop/*")["Resource"]
        'arn:aws:s3:::shop/*'
    """
    statement: Statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": resources if isinstance(resources, str) else list(resources),
    }
    if conditions:
        statement["Condition"] = {operator: dict(keys) for operator, keys in conditions.items()}
    return statement


def policy_document(*statements: Statement) -> str:
    """Give a policy document of statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


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


def pod_trust_policy(*, cluster_arn: str, namespace: str, service_account: str) -> str:
    """Give the trust policy of a role that the pods of one service account of one cluster take on.

    EKS Pod Identity tags the session with cluster, namespace and service account, and names the cluster as the source
    of the request; all of them are asked for, so that neither another cluster of the account nor another service
    account can take the role on, whatever associations are made.

    Source: EKS user guide, "Create IAM role with trust policy required by EKS Pod Identity" and "Grant Pods access to
    AWS resources based on tags".

    Args:
        cluster_arn: ARN of the EKS cluster.
        namespace: the pods' namespace.
        service_account: their service account.
    """
    return policy_document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "pods.eks.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Condition": {
                "StringEquals": {
                    "aws:SourceAccount": account_of(cluster_arn),
                    "aws:RequestTag/kubernetes-namespace": namespace,
                    "aws:RequestTag/kubernetes-service-account": service_account,
                },
                "ArnEquals": {"aws:SourceArn": cluster_arn},
            },
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
