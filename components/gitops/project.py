"""What the services of a stack may sync, as the spec of an AppProject."""

from __future__ import annotations

from typing import TypedDict

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


class Destination(TypedDict):
    """A place that a project may sync to."""

    server: str
    namespace: str


class ProjectSpec(TypedDict):
    """Spec of an AppProject (argoproj.io/v1alpha1)."""

    description: str
    sourceRepos: list[str]
    destinations: list[Destination]
    clusterResourceWhitelist: list[GroupKind]
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
