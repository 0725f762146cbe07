"""How large istiod, proxies and gateways are, by environment.

Istio's own figures ("Performance and Scalability" of its documentation, 1.2x): istiod uses about 1 vCPU and 1.5 GB
for 1,000 services with 2,000 sidecars; a sidecar about 0.20 vCPU and 60 MB at 1,000 requests a second; a ztunnel about
0.06 vCPU and 12 MB. The charts' defaults are 500m and 2 GiB for istiod, 100m and 128 MiB for a sidecar.
"""

from __future__ import annotations

from dataclasses import dataclass

Resources = dict[str, dict[str, str]]
"""Requests and limits of a container, as Kubernetes has them."""


@dataclass(frozen=True)
class Size:
    """What one environment's mesh gets.

    Attributes:
        istiod: resources of a pod of istiod.
        istiod_replicas: fewest and most pods of istiod.
        proxy: resources of a sidecar.
        gateway: resources of a gateway's pod.
        node: resources of ztunnel on each node.
    """

    istiod: Resources
    istiod_replicas: tuple[int, int]
    proxy: Resources
    gateway: Resources
    node: Resources


def _resources(cpu: str, memory: str, cpu_limit: str | None = None) -> Resources:
    # Memory that is asked for is memory that is had; a limit of CPU would only add latency to istiod and gateways.
    limits = {"memory": memory} | ({"cpu": cpu_limit} if cpu_limit else {})
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": limits}


SIZES: dict[str, Size] = {
    "local": Size(
        istiod=_resources("50m", "256Mi"),
        istiod_replicas=(1, 1),
        proxy=_resources("10m", "64Mi", "500m"),
        gateway=_resources("50m", "128Mi"),
        node=_resources("20m", "64Mi"),
    ),
    "dev": Size(
        istiod=_resources("100m", "512Mi"),
        istiod_replicas=(1, 2),
        proxy=_resources("20m", "128Mi", "1"),
        gateway=_resources("100m", "256Mi"),
        node=_resources("100m", "128Mi"),
    ),
    "staging": Size(
        istiod=_resources("250m", "1Gi"),
        istiod_replicas=(2, 3),
        proxy=_resources("100m", "128Mi", "2"),
        gateway=_resources("250m", "512Mi"),
        node=_resources("200m", "256Mi"),
    ),
    "prod": Size(
        istiod=_resources("500m", "2Gi"),
        istiod_replicas=(3, 6),
        proxy=_resources("100m", "256Mi", "2"),
        gateway=_resources("1", "1Gi"),
        node=_resources("200m", "512Mi"),
    ),
}
"""Environment → size."""
