"""Waiting: until an object is ready, and until it is gone. Every wait says what it waits for and has a deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.providers.kubernetes.api import Api, Reference
from sandbox.providers.kubernetes.document import Document, Path, at, entries, text
from sandbox.providers.kubernetes.errors import ApiError, Cancelled, NotReady, Unreachable
from sandbox.providers.kubernetes.readiness import Verdict, condition, verdict

SKIP: Path = ("metadata", "annotations", "pulumi.com/skipAwait")
TIMEOUT: Path = ("metadata", "annotations", "pulumi.com/timeoutSeconds")
#: The real provider's default for every kind.
DEFAULT_SECONDS = 600.0
FIRST_LOOK_SECONDS, LONGEST_PAUSE_SECONDS = 0.1, 1.0


@dataclass(frozen=True)
class Patience:
    """How long to wait, and who may end it.

    Args:
        seconds: the deadline.
        cancelled: set when the user interrupts.
        note: called with each new event.
    """

    seconds: float
    cancelled: threading.Event
    note: Callable[[str], None] = lambda event: None


def skipped(document: Document) -> bool:
    """Tell whether the program asked not to wait for an object."""
    return at(document, *SKIP) in ("true", True)


def seconds(document: Document, asked: float) -> float:
    """Give the deadline for an object: Pulumi's customTimeouts, else its annotation, else ten minutes."""
    if asked > 0:
        return asked
    annotation = str(at(document, *TIMEOUT) or "")
    return float(annotation) if annotation.isdigit() and int(annotation) > 0 else DEFAULT_SECONDS


def until(what: str, reference: Reference, look: Callable[[], Verdict], patience: Patience, *, do: str) -> None:
    """Look again and again until a verdict is ready.

    A server that doesn't answer is waited for too, as long as the deadline allows.

    Args:
        what: what is waited for, e.g. "to be ready".
        reference: the object.
        look: one look.
        patience: deadline, cancellation, and where events go.
        do: what to do when it fails or the deadline passes.

    Raises:
        NotReady: it failed, or the deadline passed; says since when it was waited for, and the last event.
        Cancelled: the user interrupted.
    """
    began, since = time.monotonic(), time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    pause, last = FIRST_LOOK_SECONDS, ""
    while True:
        try:
            seen = look()
        except Unreachable as error:
            seen = Verdict(False, error.what)
        if seen.ready:
            if last:
                # The engine's display keeps the last message beside the resource; this one is true for good.
                patience.note(f"{reference} is {seen.event}")
            return
        if seen.failed:
            raise NotReady(seen.event, where=str(reference), do=do)
        if seen.event != last:
            last = seen.event
            patience.note(f"waiting for {reference} {what}: {last}")
        if time.monotonic() - began >= patience.seconds:
            raise NotReady(
                f"waited {patience.seconds:.0f} s (since {since}) for it {what}; the last event was: {last}",
                where=str(reference),
                do=do,
            )
        if patience.cancelled.wait(pause):
            raise Cancelled(
                f"interrupted while waiting for it {what}; the last event was: {last}", where=str(reference)
            )
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)


def until_ready(api: Api, reference: Reference, live: Document, patience: Patience) -> Document:
    """Wait until an object is ready.

    Args:
        api: the server.
        reference: the object.
        live: the object as it was just stored, looked at first.
        patience: deadline, cancellation, and where events go.

    Returns:
        The object when it was ready.

    Raises:
        NotReady, Cancelled: as `until`.
    """
    newest: list[Document] = [live]
    looks = 0

    def look() -> Verdict:
        nonlocal looks
        looks += 1
        if looks > 1:
            found = api.get(reference)
            if found is None:
                return Verdict(False, "somebody deleted it", failed=True)
            newest[0] = found
        return verdict(newest[0], api.matching)

    until("to be ready", reference, look, patience, do="mend what the last event says, then run `pulumi up` again")
    return newest[0]


def until_gone(api: Api, reference: Reference, uid: str, patience: Patience) -> None:
    """Wait until an object is deleted.

    Args:
        api: the server.
        reference: the object.
        uid: which one; another of the same name means that it is gone. "" for any.
        patience: deadline, cancellation, and where events go.

    Raises:
        NotReady: it is still there at the deadline; names the finalizers that hold it.
        Cancelled: the user interrupted.
    """

    def look() -> Verdict:
        try:
            live = api.get(reference)
        except ApiError as error:
            return Verdict(False, error.message)
        if live is None or (uid and text(live, "metadata", "uid") != uid):
            return Verdict(True, "gone")
        return Verdict(False, holding(live))

    until(
        "to be deleted",
        reference,
        look,
        patience,
        do="see that the controller behind it runs, or remove the finalizer by hand",
    )


def holding(live: Document) -> str:
    """Say what keeps an object that is being deleted: its finalizers, or what is left in a namespace."""
    finalizers = [
        str(name) for name in (*entries(live, "metadata", "finalizers"), *entries(live, "spec", "finalizers"))
    ]
    if text(live, "kind") == "Namespace":
        for kind in ("NamespaceContentRemaining", "NamespaceFinalizersRemaining", "NamespaceDeletionContentFailure"):
            left = condition(live, kind)
            if text(left, "status") == "True":
                return text(left, "message")
    if finalizers:
        return f"held by {'finalizer' if len(finalizers) == 1 else 'finalizers'} {', '.join(finalizers)}"
    return "no finalizer holds it" if text(live, "metadata", "deletionTimestamp") else "its deletion has not begun"
