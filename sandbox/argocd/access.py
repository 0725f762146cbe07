"""What Argo CD's users may do in the API server, as RBAC objects.

Two users, where one would run: the controllers' own touches only Argo CD's namespace, and what is applied for a team
is applied by another, so that the audit log tells the two apart. The rules in the namespace follow the roles of Argo
CD's own installation (v3.6, manifests/base/application-controller-roles and applicationset-controller).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sandbox.argocd.objects import NAMESPACE, Object

Rule: TypeAlias = Mapping[str, Sequence[str]]

CONTROLLERS = "slipway:argocd"
"""The controllers, at their own settings."""

DESTINATION = "slipway:argocd-destination"
"""The controllers, at a cluster that they sync to: whose token `argocd-k8s-auth` gives."""

GIT = "slipway:git"
"""The Git server, which tells Argo CD of new commits."""

READ = ("get", "list", "watch")
WRITE = ("create", "update", "patch", "delete")

NAMESPACE_RULES: Mapping[str, Sequence[Rule]] = {
    CONTROLLERS: (
        {"apiGroups": [""], "resources": ["configmaps", "secrets"], "verbs": READ},
        {
            "apiGroups": ["argoproj.io"],
            "resources": ["applications", "applicationsets", "appprojects"],
            "verbs": [*READ, *WRITE],
        },
        {"apiGroups": ["argoproj.io"], "resources": ["applicationsets/finalizers"], "verbs": ["update"]},
        {"apiGroups": ["argoproj.io"], "resources": ["applicationsets/status"], "verbs": ["get", "update", "patch"]},
        {"apiGroups": [""], "resources": ["events"], "verbs": ["create", "patch", "list"]},
        {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": READ},
    ),
    GIT: (
        {
            "apiGroups": ["argoproj.io"],
            "resources": ["applications", "applicationsets"],
            "verbs": ["get", "list", "patch"],
        },
    ),
}
"""Rules in Argo CD's namespace, by user."""

CLUSTER_RULES: Mapping[str, Sequence[Rule]] = {
    # Argo CD applies whatever the AppProjects allow, add-ons with roles of their own too, and RBAC lets nobody grant
    # what he has not: so this is everything, as in Argo CD's own installation. The AppProjects are the limit.
    DESTINATION: (
        {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
        {"nonResourceURLs": ["*"], "verbs": ["*"]},
    ),
}
"""Rules in the whole cluster, by user."""


def access_objects() -> tuple[Object, ...]:
    """Give the roles and bindings, in the order in which they can be applied, after the namespace."""
    objects: list[Object] = []
    for user, rules in NAMESPACE_RULES.items():
        objects += _grant(user, rules, "Role", {"namespace": NAMESPACE})
    return (*objects, *destination_objects())


def destination_objects() -> tuple[Object, ...]:
    """Give the roles and bindings of a cluster that Argo CD only syncs to."""
    return tuple(one for user, rules in CLUSTER_RULES.items() for one in _grant(user, rules, "ClusterRole", {}))


def _grant(user: str, rules: Sequence[Rule], kind: str, where: Mapping[str, str]) -> tuple[Object, Object]:
    group = "rbac.authorization.k8s.io"
    metadata = {"name": user.replace(":", "-"), **where}
    role: Object = {
        "apiVersion": f"{group}/v1",
        "kind": kind,
        "metadata": metadata,
        "rules": [{key: list(values) for key, values in rule.items()} for rule in rules],
    }
    binding: Object = {
        "apiVersion": f"{group}/v1",
        "kind": f"{kind}Binding",
        "metadata": metadata,
        "roleRef": {"apiGroup": group, "kind": kind, "name": metadata["name"]},
        "subjects": [{"apiGroup": group, "kind": "User", "name": user}],
    }
    return role, binding
