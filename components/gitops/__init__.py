"""How a stack is handed to Argo CD: its project, its cluster Secret (the GitOps bridge) and its ApplicationSet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.gitops.addon import AddOn, Chart, from_bridge, with_charts
    from components.gitops.application_set import application_set_spec
    from components.gitops.bridge import BridgeAnnotations, bridge_keys, cluster_secret
    from components.gitops.component import GitOps, GitOpsArgs
    from components.gitops.config import GitOpsConfig, Hub, Install, Manifests
    from components.gitops.project import project_spec

__all__ = [
    "AddOn",
    "BridgeAnnotations",
    "Chart",
    "GitOps",
    "GitOpsArgs",
    "GitOpsConfig",
    "Hub",
    "Install",
    "Manifests",
    "application_set_spec",
    "bridge_keys",
    "cluster_secret",
    "from_bridge",
    "project_spec",
    "with_charts",
]

__getattr__ = on_first_use(
    __name__,
    {
        "AddOn": "addon",
        "BridgeAnnotations": "bridge",
        "Chart": "addon",
        "GitOps": "component",
        "GitOpsArgs": "component",
        "GitOpsConfig": "config",
        "Hub": "config",
        "Install": "config",
        "Manifests": "config",
        "application_set_spec": "application_set",
        "bridge_keys": "bridge",
        "cluster_secret": "bridge",
        "from_bridge": "addon",
        "project_spec": "project",
        "with_charts": "addon",
    },
)
