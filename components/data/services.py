"""Through which services of AWS a stack's data key is used, and which logs it encrypts: what the key's policy says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from components.data.config import DataConfig

SERVICES: Mapping[str, Sequence[str]] = {
    "bucket": ("s3",),
    "queue": ("sqs",),
    # RDS keeps the administrator's password in Secrets Manager, encrypted by the same key.
    "postgres": ("rds", "secretsmanager"),
    "redis": ("elasticache",),
}
"""Kind of need → services, as kms:ViaService calls them (KMS developer guide, "AWS KMS condition keys")."""


def services_of(config: DataConfig) -> tuple[str, ...]:
    """Give the services through which the data key of a stack is used.

    Args:
        config: what services ask for.

    Example:
        >>> needs = [{"kind": "bucket", "name": "invoices", "service": "cart"}]
        >>> services_of(DataConfig.model_validate({"needs": needs}))
        ('s3',)
    """
    return tuple(sorted({service for need in config.needs for service in SERVICES[need.kind]}))


def log_groups_of(config: DataConfig, prefix: str) -> tuple[str, ...]:
    """Give the log groups that the data key of a stack encrypts, as patterns of names.

    Args:
        config: what services ask for.
        prefix: what the names of a stack's databases begin with: the cluster's name.
    """
    has_logs = any(need.kind == "postgres" for need in config.needs)
    return (f"/aws/rds/instance/{prefix}-*",) if has_logs else ()
