"""How large the monitoring stack is, by environment.

Prometheus needs about 3 KiB of memory for each active series and 1 to 2 bytes of disk for each sample (its
documentation, "Storage"); a cluster of ten nodes under these charts has some 200,000 series. Loki's "Size the cluster"
puts the monolithic mode at up to about 20 GB of logs a day.
"""

from __future__ import annotations

from dataclasses import dataclass

from components.container import Resources, resources


@dataclass(frozen=True)
class Size:
    """What one environment's monitoring stack gets.

    Attributes:
        replicas: Prometheuses, Alertmanagers and Lokis.
        prometheus: resources of each Prometheus.
        loki: resources of each Loki.
        traces: resources of Tempo or Jaeger.
        collector: resources of each collector.
        collectors: fewest and most collectors.
        agent: resources of the agent on each node.
        volume_gib: GiB of Loki's and the traces' volumes, which hold what is not yet in S3.
    """

    replicas: int
    prometheus: Resources
    loki: Resources
    traces: Resources
    collector: Resources
    collectors: tuple[int, int]
    agent: Resources
    volume_gib: int


SIZES: dict[str, Size] = {
    "local": Size(
        replicas=1,
        prometheus=resources("100m", "512Mi"),
        loki=resources("50m", "256Mi"),
        traces=resources("50m", "256Mi"),
        collector=resources("50m", "128Mi"),
        collectors=(1, 1),
        agent=resources("20m", "96Mi"),
        volume_gib=10,
    ),
    "dev": Size(
        replicas=1,
        prometheus=resources("200m", "2Gi"),
        loki=resources("200m", "1Gi"),
        traces=resources("100m", "1Gi"),
        collector=resources("100m", "256Mi"),
        collectors=(1, 2),
        agent=resources("50m", "128Mi"),
        volume_gib=20,
    ),
    "staging": Size(
        replicas=2,
        prometheus=resources("500m", "4Gi"),
        loki=resources("500m", "2Gi"),
        traces=resources("500m", "2Gi"),
        collector=resources("200m", "512Mi"),
        collectors=(2, 4),
        agent=resources("50m", "128Mi"),
        volume_gib=50,
    ),
    "prod": Size(
        replicas=3,
        prometheus=resources("1", "8Gi"),
        loki=resources("1", "4Gi"),
        traces=resources("1", "4Gi"),
        collector=resources("500m", "1Gi"),
        collectors=(3, 9),
        agent=resources("100m", "256Mi"),
        volume_gib=100,
    ),
}
"""Environment → size."""
