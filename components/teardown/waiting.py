"""Deleting objects and waiting until they are gone, saying all the while for what."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from components.teardown.api import ClusterApi
from components.teardown.errors import ClusterUnreachable
from components.teardown.finalizers import told
from components.teardown.objects import Found, Kind, items, text
from components.teardown.pausing import complaints

EVENT = Kind("", "v1", "Event", "events")
NAMESPACE_REASONS = (
    "NamespaceContentRemaining",
    "NamespaceFinalizersRemaining",
    "NamespaceDeletionContentFailure",
    "NamespaceDeletionDiscoveryFailure",
    "NamespaceDeletionGroupVersionParsingFailure",
)
"""Conditions by which a namespace tells why it is still Terminating (kubernetes, staging/src/k8s.io/api/core/v1)."""

REASON_EVERY_SECONDS = 5.0
LOOKED_AT = 20
FORCED_SECONDS = 30.0


@dataclass(frozen=True)
class Patience:
    """How to wait.

    Attributes:
        deadline_seconds: how long for one group of objects.
        force: whether finalizers are taken away after that.
        note: called with each new word on the wait.
        interval_seconds: pause between looks.
    """

    deadline_seconds: float
    force: bool = False
    note: Callable[[str], None] = lambda event: None
    interval_seconds: float = 0.5


@dataclass(frozen=True)
class Removal:
    """What came of a deletion.

    Attributes:
        gone: what is gone.
        stuck: what is not, with why.
        forced: what is gone without its controller: what it owned in the cloud may be left.
    """

    gone: tuple[Found, ...] = ()
    stuck: tuple[tuple[Found, str], ...] = ()
    forced: tuple[Found, ...] = ()

    def __add__(self, other: Removal) -> Removal:
        return Removal(self.gone + other.gone, self.stuck + other.stuck, self.forced + other.forced)


def _let_be(found: Found) -> None:
    """Do nothing about an object that does not go yet."""


def remove(
    api: ClusterApi,
    targets: Sequence[Found],
    patience: Patience,
    *,
    foreground: bool = False,
    held: Callable[[Found], None] = _let_be,
) -> Removal:
    """Delete objects and wait until they are gone.

    Args:
        api: their cluster.
        targets: what to delete, in this order.
        patience: how long, and what then.
        foreground: wait for what belongs to them too.
        held: called with each that is still there, as it is now, each time they are looked at.

    Returns:
        What is gone, what is stuck and why, and what was forced.
    """
    for one in targets:
        if not one.deleted:
            api.delete(one, "Foreground" if foreground else "Background")
    left = _await(api, targets, patience, patience.deadline_seconds, held)
    forced: list[Found] = []
    if left and patience.force:
        holding = [*left, *(one for namespace in left for one in terminating_in(api, namespace))]
        forced = [one for one in holding if one.finalizers and one.kind.kind != "Namespace"]
        for one in forced:
            patience.note(f"taking the finalizers {', '.join(one.finalizers)} from {one}")
            api.patch(
                one, {"metadata": {"finalizers": None, "resourceVersion": one.text("metadata", "resourceVersion")}}
            )
        left = _await(api, left, patience, FORCED_SECONDS, held)
    remaining = {(one.kind, one.namespace, one.name) for one in left}
    return Removal(
        tuple(one for one in targets if (one.kind, one.namespace, one.name) not in remaining),
        tuple((one, why(api, one)) for one in left),
        tuple(forced),
    )


def _await(
    api: ClusterApi, targets: Iterable[Found], patience: Patience, seconds: float, held: Callable[[Found], None]
) -> list[Found]:
    began = time.monotonic()
    left, reason, asked = list(targets), "", 0.0
    while True:
        waited = time.monotonic() - began
        try:
            # The first few tell whether it goes on; a cluster with thousands of claims is not asked for each of them.
            left = [now for one in left[:LOOKED_AT] if (now := api.get(one)) is not None] + left[LOOKED_AT:]
            for one in left[:LOOKED_AT]:
                held(one)
            if left and waited - asked >= REASON_EVERY_SECONDS:
                reason, asked = why(api, left[0]), waited
        except ClusterUnreachable as error:
            reason = str(error)
        if not left or waited >= seconds:
            return left
        more = f", and {len(left) - 1} more" if len(left) > 1 else ""
        said = reason or told(left[0].finalizers) or "its deletion"
        patience.note(f"waiting for {left[0]}{more} ({waited:.0f} s): {said}")
        time.sleep(patience.interval_seconds)


def why(api: ClusterApi, found: Found) -> str:
    """Say what an object waits for that does not go: what itself says of it, its finalizers, its newest event."""
    parts = []
    if found.kind.kind == "Namespace":
        parts.append(_namespace_reasons(found))
        parts += [f"{one} has {told(one.finalizers)}" for one in terminating_in(api, found)[:3]]
    elif found.kind.kind == "Application":
        parts.append(complaints(found))
    if found.finalizers and not any(parts):
        parts.append(f"finalizer {told(found.finalizers)}")
    parts.append(newest_event(api, found))
    return "; ".join(filter(None, parts)) or "nothing is known that holds it"


def _namespace_reasons(found: Found) -> str:
    conditions = items(found.body, "status", "conditions")
    said = [
        text(one, "message")
        for one in conditions
        if text(one, "type") in NAMESPACE_REASONS and text(one, "status") == "True"
    ]
    return "; ".join(filter(None, said))


def terminating_in(api: ClusterApi, namespace: Found) -> list[Found]:
    """Give the objects in a namespace that are asked to go and still have a finalizer; none for another kind."""
    if namespace.kind.kind != "Namespace":
        return []
    kinds = [kind for kind in api.kinds() if kind.namespaced and kind.kind != "Event"]
    found = [one for kind in kinds for one in api.list(kind, namespace=namespace.name, metadata=True)]
    return [one for one in found if one.deleted and one.finalizers]


def newest_event(api: ClusterApi, found: Found) -> str:
    """Give the newest thing that a controller said of an object, as `Reason: message`."""
    if not found.uid:
        return ""
    events = api.list(EVENT, namespace=found.namespace or "default", fields=f"involvedObject.uid={found.uid}")
    if not events:
        return ""
    last = max(events, key=lambda one: one.text("lastTimestamp") or one.text("eventTime"))
    return f"last event {last.text('reason')}: {' '.join(last.text('message').split())}"
