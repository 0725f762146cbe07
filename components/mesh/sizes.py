"""How large istiod, proxies and gateways are, by environment.

Istio's own figures ("Performance and Scalability" of its documentation, 1.2x): istiod uses about 1 vCPU and 1.5 GB
for 1,000 services with 2,000 sidecars; a sidecar about 0.20 vCPU and 60 MB at 1,000 requests a second; a ztunnel about
0.06 vCPU and 12 MB. The charts' defaults are 500m and 2 GiB for istiod, 100m and 128 MiB for a sidecar.
"""

from __future__ import annotations

from dataclasses import dataclass

from components.container import Resources, resources


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


SIZES: dict[str, Size] = {
    "local": Size(
        istiod=resources("50m", "256Mi"),
        istiod_replicas=(1, 1),
        proxy=resources("10m", "64Mi", "500m"),
        gateway=resources("50m", "128Mi"),
        node=resources("20m", "64Mi"),
    ),
    "dev": Size(
        istiod=resources("100m", "512Mi"),
        istiod_replicas=(1, 2),
        proxy=resources("20m", "128Mi", "1"),
        gateway=resources("100m", "256Mi"),
        node=resources("100m", "128Mi"),
    ),
    "staging": Size(
        istiod=resources("250m", "1Gi"),
        istiod_replicas=(2, 3),
        proxy=resources("100m", "128Mi", "2"),
        gateway=resources("250m", "512Mi"),
        node=resources("200m", "256Mi"),
    ),
    "prod": Size(
        istiod=resources("500m", "2Gi"),
        istiod_replicas=(3, 6),
        proxy=resources("100m", "256Mi", "2"),
        gateway=resources("1", "1Gi"),
        node=resources("200m", "512Mi"),
    ),
}
"""Environment → size."""
