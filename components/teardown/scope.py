"""What of a cluster is a stack's: all of it, or where stacks share one cluster, what carries its name.

A stack has a cluster of its own on AWS. In the sandbox all stacks share one API server, and there a teardown must
touch nothing of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from components.gitops.bridge import STACK_LABEL
from components.teardown.objects import Found

KUBERNETES_OWN = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})
"""Namespaces that every cluster has and nobody can delete for good."""

TRACKING = "argocd.argoproj.io/tracking-id"
"""Annotation by which Argo CD knows what it synced: `<Application>:<group>/<kind>:<namespace>/<name>`."""


@dataclass(frozen=True)
class Scope:
    """What belongs to a stack.

    Attributes:
        stack: the stack.
        whole: whether the cluster is the stack's alone and goes with it.
        namespaces: namespaces that are the stack's alone: its services' and its add-ons'.
        applications: names of its Argo CD Applications.
    """

    stack: str
    whole: bool
    namespaces: frozenset[str] = frozenset()
    applications: frozenset[str] = frozenset()

    def owns(self, found: Found) -> bool:
        """Tell whether an object is the stack's."""
        if self.whole:
            return True
        if found.labels.get(STACK_LABEL, self.stack) != self.stack:
            return False
        tracked = found.annotations.get(TRACKING, "").split(":", 1)[0]
        return (
            found.namespace in self.namespaces
            or found.labels.get(STACK_LABEL) == self.stack
            or bool(tracked and tracked in self.applications)
        )


def scope_of(
    stack: str,
    *,
    owned: bool,
    server: str,
    namespaces: Iterable[Found],
    applications: Sequence[Found],
    kept: Iterable[str] = (),
) -> Scope:
    """Find out what of a cluster is a stack's.

    Args:
        stack: the stack.
        owned: whether the cluster is a resource of the stack.
        server: address of the cluster's API server, as Applications name it.
        namespaces: the cluster's namespaces.
        applications: all Applications that Argo CD has, of other stacks too.
        kept: more namespaces that stay, such as Argo CD's own.
    """
    namespaces = tuple(namespaces)
    mine = [one for one in applications if one.labels.get(STACK_LABEL) == stack]
    others = [one for one in applications if one.labels.get(STACK_LABEL) != stack and _server(one) in (server, "")]
    labelled = {one.name: one.labels[STACK_LABEL] for one in namespaces if STACK_LABEL in one.labels}
    shared = any(whose != stack for whose in labelled.values()) or any(STACK_LABEL in one.labels for one in others)
    stay = KUBERNETES_OWN | set(kept) | {_destination(one) for one in others}
    own = {name for name, whose in labelled.items() if whose == stack}
    own |= {_destination(one) for one in mine if _destination(one) not in labelled}
    there = {one.name for one in namespaces}
    return Scope(
        stack=stack,
        whole=owned and not shared,
        namespaces=frozenset((own - stay) & there),
        applications=frozenset(one.name for one in mine),
    )


def _destination(application: Found) -> str:
    return application.text("spec", "destination", "namespace")


def _server(application: Found) -> str:
    return application.text("spec", "destination", "server")
