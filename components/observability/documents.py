"""Policies of the buckets, of their key and of who may use them, as pure functions."""

from __future__ import annotations

from components.iam import allow, policy_document

PARTS_DAYS = 7
"""Days after which an upload that was never finished is thrown away, and an overwritten object too."""

GRACE_DAYS = 7
"""Days that S3 keeps an object beyond its retention, so that Loki and Tempo, which know what belongs together, are the
first to delete and S3 only what they forgot."""


def key_policy(account: str) -> str:
    """Give the policy of a KMS key whose use IAM decides (KMS developer guide, "Default key policy")."""
    return policy_document(
        {
            "Sid": "AccountDecidesByIam",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    )


def bucket_policy(bucket_arn: str, key_arn: str) -> str:
    """Give the policy of a bucket that takes TLS 1.2 or newer only, and objects encrypted by its own key only.

    Source: S3 user guide, "Security best practices" and "Protecting data with server-side encryption using KMS keys";
    an upload that names no key gets the bucket's, so the header is judged only where it is there.
    """
    everything = [bucket_arn, f"{bucket_arn}/*"]
    return policy_document(
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": everything,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {
            "Sid": "NewTlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": everything,
            "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
        },
        {
            "Sid": "OwnKeyOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/*",
            "Condition": {
                "StringNotEqualsIfExists": {"s3:x-amz-server-side-encryption-aws-kms-key-id": key_arn},
                "Null": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "false"},
            },
        },
    )


def store_policy(bucket_arn: str, key_arn: str, region: str) -> str:
    """Give what the keeper of one bucket may do: list, read, write and delete there, with its key, through S3 alone.

    Source: the permissions that Loki ("Storage", AWS deployment) and Tempo ("Amazon S3 permissions") ask for.
    """
    return policy_document(
        allow("List", ["s3:ListBucket"], bucket_arn),
        allow(
            "Objects",
            [
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:GetObject",
                "s3:GetObjectTagging",
                "s3:PutObject",
                "s3:PutObjectTagging",
            ],
            f"{bucket_arn}/*",
        ),
        allow(
            "Key",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            key_arn,
            {"StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}},
        ),
    )
