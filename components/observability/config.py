"""What a stack says about metrics, logs and traces."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from components.model import Name, Settings, Switch

Days = Annotated[int, Field(strict=True, ge=1, le=3650)]


class Traces(StrEnum):
    """What keeps traces."""

    TEMPO = "tempo"
    JAEGER = "jaeger"


class Retention(Settings):
    """For how many days what was observed is kept (`slipway:observability.retention`)."""

    metrics: Days = 15
    """Days of metrics, on Prometheus's own volume."""

    logs: Days = 30
    """Days of logs, in their bucket."""

    traces: Days = 7
    """Days of traces, in their bucket or, with Jaeger, on its volume."""


class ObservabilityConfig(Settings):
    """How a stack is observed (`slipway:observability`)."""

    enabled: Switch = False
    """Whether the cluster has the monitoring stack."""

    traces: Traces = Traces.TEMPO
    """`tempo` keeps traces in S3; `jaeger` on a volume of one pod, which suits small environments."""

    retention: Retention = Retention()
    """How long things are kept (in prod 30 days of metrics, 90 of logs, 14 of traces)."""

    metrics_volume_gib: Annotated[int, Field(strict=True, ge=10, le=4096)] = 50
    """Size of each Prometheus's encrypted volume, in GiB; the oldest metrics go when it is nine tenths full."""

    storage_class: Name = "gp3"
    """StorageClass of volumes."""

    admin_secret: Name = "grafana-admin"  # noqa: S105
    """Secret with Grafana's administrator (`admin-user`, `admin-password`), made by external-secrets or by hand."""

    key_deletion_days: Annotated[int, Field(strict=True, ge=7, le=30)] = 30
    """Days between the deletion of the buckets' KMS key and its end, 7 to 30."""

    keep_buckets: Switch = False
    """Whether a bucket that still holds something stays when the stack is taken down (true in prod)."""
