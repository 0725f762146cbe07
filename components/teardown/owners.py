"""Kinds whose objects own things in the cloud, in the order in which they have to go.

The order is that of who needs whom: load balancers first, since their controllers still run; then what custom
resources stand for; then volumes, which the workloads that use them hold; last Karpenter's nodes, since any of those
controllers may run on one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from components.teardown.objects import Found, Kind

ARGO_GROUP = "argoproj.io"
KARPENTER_GROUPS = ("karpenter.sh", "karpenter.k8s.aws")
OWN_GROUPS_END = ".k8s.io"
"""API groups of Kubernetes' own end so, or have no dot; what ends otherwise is an add-on's."""


@dataclass(frozen=True)
class OwnerKind:
    """A kind whose objects own something in the cloud.

    Attributes:
        group: API group.
        kind: name of the kind.
        owns: what goes with an object of it.
        of: whether one object owns something, by its spec.
        source: where that is documented.
    """

    group: str
    kind: str
    owns: str
    of: Callable[[Found], bool] = lambda found: True
    source: str = ""


LOAD_BALANCERS: Sequence[OwnerKind] = (
    OwnerKind("networking.k8s.io", "Ingress", "a load balancer", source="AWS load balancer controller, guide/ingress"),
    OwnerKind("gateway.networking.k8s.io", "Gateway", "a load balancer", source="same, guide/gateway"),
    OwnerKind(
        "",
        "Service",
        "a load balancer",
        lambda found: found.text("spec", "type") == "LoadBalancer",
        source="kubernetes.io, Service: type LoadBalancer",
    ),
)

KARPENTER: Sequence[OwnerKind] = (
    # A pool makes new claims for as long as it is there, and a class is held by its claims.
    OwnerKind("karpenter.sh", "NodePool", "instances", source="karpenter.sh, Concepts: Disruption, Control Flow"),
    OwnerKind("karpenter.sh", "NodeClaim", "an instance", source="same"),
    OwnerKind("karpenter.k8s.aws", "EC2NodeClass", "launch templates and an instance profile", source="same"),
)

CLAIM = OwnerKind("", "PersistentVolumeClaim", "a volume", source="kubernetes.io, Persistent Volumes: Reclaiming")


def chosen(rows: Iterable[OwnerKind], found: Iterable[Found]) -> list[Found]:
    """Give those objects that own something, in the order of the rows."""
    by_kind = [(row, one) for row in rows for one in found if (one.kind.group, one.kind.kind) == (row.group, row.kind)]
    return [one for row, one in by_kind if row.of(one)]


def is_addons_kind(kind: Kind) -> bool:
    """Tell whether a kind is an add-on's own: its controller may hold things in the cloud, and goes with the add-on.

    Kinds of Kubernetes, of Argo CD, and those that have rows above are not.
    """
    rows = {(row.group, row.kind) for row in (*LOAD_BALANCERS, *KARPENTER)}
    return (
        "." in kind.group
        and not kind.group.endswith(OWN_GROUPS_END)
        and kind.group not in (ARGO_GROUP, *KARPENTER_GROUPS)
        and (kind.group, kind.kind) not in rows
    )


def held_by_controllers(found: Iterable[Found]) -> list[Found]:
    """Give the custom resources that a controller has to let go, without those that belong to another object.

    They are what becomes an orphan if their controller is deleted first: nobody is left to remove the finalizer.
    """
    return [one for one in found if is_addons_kind(one.kind) and one.finalizers and one.owner is None]


def users_of_claims(claims: Iterable[Found], pods: Iterable[Found]) -> list[Found]:
    """Give the pods that mount one of the claims; a claim stays for as long as one does."""
    names = {(one.namespace, one.name) for one in claims}
    return [one for one in pods if any((one.namespace, name) in names for name in _claim_names(one))]


def _claim_names(pod: Found) -> list[str]:
    volumes = pod.at("spec", "volumes")
    rows = [one for one in volumes if isinstance(one, dict)] if isinstance(volumes, list) else []
    return [str(one["persistentVolumeClaim"].get("claimName")) for one in rows if one.get("persistentVolumeClaim")]
