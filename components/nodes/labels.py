"""Labels of nodes: ours, and which others a pool may give its nodes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from components.model import refusal

POOL_LABEL = "slipway.dev/pool"
"""Label of every node, and key of a low-latency pool's taint; its value is what the pool serves as."""

CAPACITY_LABEL = "slipway.dev/capacity"
"""Label and key of the taint of nodes that AWS may take back at two minutes' notice; its value is `spot`."""

RETIRING_LABEL = "slipway.dev/retiring"
"""Label and key of the taint of nodes that take no new pods, since their pool is about to go."""

_LABEL = r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
LABEL_KEY = re.compile(rf"([a-z0-9]([a-z0-9.-]{{0,251}}[a-z0-9])?/)?{_LABEL}")
LABEL_VALUE = re.compile(rf"({_LABEL})?")
"""What labels may look like (Kubernetes documentation, "Labels and Selectors")."""

RESERVED_LABELS = re.compile(
    r"(?!(.*\.)?(node|kubelet)\.kubernetes\.io)(.*\.)?(kubernetes\.io|k8s\.io|eks\.amazonaws\.com)"
)
"""What is before the slash in labels that a node may not give itself, or that EKS refuses in a node group (Kubernetes
documentation, "NodeRestriction"; EKS API reference, CreateNodegroup)."""


def check_labels(labels: Mapping[str, str]) -> None:
    """Refuse labels that a pool sets itself, that are no labels, or that a node may not give itself.

    Raises:
        PydanticCustomError: a refusal that names the label.
    """
    for key in (POOL_LABEL, CAPACITY_LABEL, RETIRING_LABEL):
        if key in labels:
            raise refusal(f"{key} is set by the pool itself", at=(key,), do="leave it out")
    for key, value in labels.items():
        if not LABEL_KEY.fullmatch(key) or not LABEL_VALUE.fullmatch(value):
            raise refusal(
                f"{key}={value} is no label of Kubernetes",
                at=(key,),
                do="write letters, digits and . _ - alone, at most 63, a DNS name and a slash before the key",
            )
        if RESERVED_LABELS.fullmatch(key.rpartition("/")[0]):
            raise refusal(f"{key} is Kubernetes' or EKS' own", at=(key,), do="take a name of your own before the /")
