"""What the sandbox's own users may do in the API server, as RBAC objects; Argo CD's are in `argocd/access.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

Rule: TypeAlias = Mapping[str, list[str]]
Object: TypeAlias = dict[str, object]

READ = ["get", "list", "watch"]

CLUSTER_RULES: Mapping[str, list[Rule]] = {
    "slipway:kwok": [
        {"apiGroups": [""], "resources": ["nodes", "pods"], "verbs": [*READ, "update", "patch", "delete"]},
        {"apiGroups": [""], "resources": ["nodes/status", "pods/status"], "verbs": ["update", "patch"]},
        {"apiGroups": [""], "resources": ["events"], "verbs": ["create", "update", "patch"]},
        {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"], "verbs": [*READ, "create", "update", "patch"]},
    ],
    "slipway:nodes": [
        {"apiGroups": [""], "resources": ["nodes"], "verbs": ["list", "create", "patch", "delete"]},
    ],
    # As far as its example manifest for AWS goes, less what one without a status or an election needs
    # (cluster-autoscaler, cloudprovider/aws/examples/cluster-autoscaler-autodiscover.yaml).
    "slipway:autoscaler": [
        {"apiGroups": [""], "resources": ["nodes"], "verbs": [*READ, "update"]},
        {"apiGroups": [""], "resources": ["pods/eviction", "events"], "verbs": ["create", "patch"]},
        {
            "apiGroups": [""],
            "resources": [
                "namespaces",
                "persistentvolumeclaims",
                "persistentvolumes",
                "pods",
                "replicationcontrollers",
                "services",
            ],
            "verbs": READ,
        },
        {"apiGroups": ["apps"], "resources": ["daemonsets", "replicasets", "statefulsets"], "verbs": READ},
        {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": READ},
        {"apiGroups": ["policy"], "resources": ["poddisruptionbudgets"], "verbs": READ},
        {
            "apiGroups": ["storage.k8s.io"],
            "resources": ["csidrivers", "csinodes", "csistoragecapacities", "storageclasses", "volumeattachments"],
            "verbs": READ,
        },
    ],
}
"""Rules by user name; the control plane's own users have the roles that Kubernetes makes for them."""

ADMINISTRATORS = ("slipway:pulumi",)
"""Users bound to `cluster-admin`: on AWS, whoever runs Pulumi made the cluster and has the same."""

CONTROL_PLANE_USERS = ("system:kube-controller-manager", "system:kube-scheduler")
"""Their servers ask the API server who calls them, and whether that one may."""


def access_objects() -> list[Object]:
    """Give the ClusterRoles and bindings of all users, in the order in which they can be applied."""
    objects: list[Object] = []
    for user, rules in CLUSTER_RULES.items():
        name = user.replace(":", "-")
        objects.append(
            {
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "ClusterRole",
                "metadata": {"name": name},
                "rules": rules,
            }
        )
        objects.append(_binding(name, name, [user]))
    objects.append(_binding("slipway-administrators", "cluster-admin", ADMINISTRATORS))
    objects.append(_binding("slipway-delegated-authentication", "system:auth-delegator", CONTROL_PLANE_USERS))
    return objects


def _binding(name: str, role: str, users: Iterable[str]) -> Object:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": name},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user} for user in users],
    }
