"""What the services of a stack may sync, as the spec of an AppProject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from components.gitops.addon import AddOn

FORBIDDEN_KINDS: tuple[tuple[str, str], ...] = (
    ("", "LimitRange"),
    ("", "ResourceQuota"),
    ("argoproj.io", "AppProject"),
    ("argoproj.io", "Application"),
    ("argoproj.io", "ApplicationSet"),
    ("rbac.authorization.k8s.io", "Role"),
    ("rbac.authorization.k8s.io", "RoleBinding"),
)
"""API group and kind of what a service may not bring along: limits and rights of its namespace, Argo CD's objects."""


class GroupKind(TypedDict):
    """A kind of object, as AppProject names it."""

    group: str
    kind: str


class ClusterKind(GroupKind):
    """A kind of object outside namespaces, limited to one name where `name` is given."""

    name: NotRequired[str]


class Destination(TypedDict):
    """A place that a project may sync to."""

    server: str
    namespace: str


class ProjectSpec(TypedDict):
    """Spec of an AppProject (argoproj.io/v1alpha1)."""

    description: str
    sourceRepos: list[str]
    destinations: list[Destination]
    clusterResourceWhitelist: list[ClusterKind]
    namespaceResourceBlacklist: list[GroupKind]


def project_spec(*, stack: str, repository: str, endpoint: str, namespace: str) -> ProjectSpec:
    """Give the project of a stack's services: one repository, one namespace of one cluster, nothing cluster-wide.

    Args:
        stack: name of the stack.
        repository: the only Git repository that may be synced.
        endpoint: address of the only cluster's API server.
        namespace: the only namespace.
    """
    return {
        "description": f"Services of the stack {stack}",
        "sourceRepos": [repository],
        "destinations": [{"server": endpoint, "namespace": namespace}],
        "clusterResourceWhitelist": [],
        "namespaceResourceBlacklist": [{"group": group, "kind": kind} for group, kind in FORBIDDEN_KINDS],
    }


def addons_project_spec(*, stack: str, endpoint: str, addons: Sequence[AddOn]) -> ProjectSpec:
    """Give the project of a stack's add-ons: exactly their charts' places, their namespaces and their cluster's kinds.

    Args:
        stack: name of the stack.
        endpoint: address of the only cluster's API server.
        addons: the add-ons.
    """
    namespaces = sorted({place for addon in addons for place in (addon.namespace, *addon.also_in)})
    made = sorted({addon.namespace for addon in addons})
    kinds = sorted({kind for addon in addons for kind in addon.cluster_kinds if kind != ("", "Namespace")})
    return {
        "description": f"Add-ons of the stack {stack}",
        "sourceRepos": sorted({addon.chart.repository for addon in addons}),
        "destinations": [{"server": endpoint, "namespace": namespace} for namespace in namespaces],
        "clusterResourceWhitelist": [
            *(ClusterKind(group="", kind="Namespace", name=name) for name in made),
            *(ClusterKind(group=group, kind=kind) for group, kind in kinds),
        ],
        "namespaceResourceBlacklist": [
            {"group": group, "kind": kind} for group, kind in FORBIDDEN_KINDS if group == "argoproj.io"
        ],
    }
