"""How a stack is handed to Argo CD: its project, its cluster Secret (the GitOps bridge) and its ApplicationSet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.gitops.application_set import application_set_spec
    from components.gitops.bridge import BridgeAnnotations, bridge_keys, cluster_secret
    from components.gitops.component import GitOps, GitOpsArgs
    from components.gitops.config import GitOpsConfig, Hub, Install, Manifests
    from components.gitops.project import project_spec

__all__ = [
    "BridgeAnnotations",
    "GitOps",
    "GitOpsArgs",
    "GitOpsConfig",
    "Hub",
    "Install",
    "Manifests",
    "application_set_spec",
    "bridge_keys",
    "cluster_secret",
    "project_spec",
]

__getattr__ = on_first_use(
    __name__,
    {
        "BridgeAnnotations": "bridge",
        "GitOps": "component",
        "GitOpsArgs": "component",
        "GitOpsConfig": "config",
        "Hub": "config",
        "Install": "config",
        "Manifests": "config",
        "application_set_spec": "application_set",
        "bridge_keys": "bridge",
        "cluster_secret": "bridge",
        "project_spec": "project",
    },
)
