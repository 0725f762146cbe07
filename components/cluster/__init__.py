"""The EKS cluster of one stack: control plane, its key, its logs, who may reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.cluster.access import AccessConfig
    from components.cluster.component import Cluster, ClusterArgs
    from components.cluster.config import ClusterConfig
    from components.cluster.kubeconfig import kubeconfig_of

__all__ = ["AccessConfig", "Cluster", "ClusterArgs", "ClusterConfig", "kubeconfig_of"]

__getattr__ = on_first_use(
    __name__,
    {
        "AccessConfig": "access",
        "Cluster": "component",
        "ClusterArgs": "component",
        "ClusterConfig": "config",
        "kubeconfig_of": "kubeconfig",
    },
)
