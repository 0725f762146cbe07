"""What Pulumi's engine says, event by event, and what it comes to.

The events are the shapes of `apitype.EngineEvent` in Pulumi's Go SDK (sdk/go/common/apitype/events.go), one JSON
object a line under `--json`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

COLOR_TAG = re.compile(r"<\{%[^%]*%\}>")

QUIET_OPERATIONS = frozenset({"same", "read", "refresh"})
"""Operations on a resource that change nothing."""


@dataclass(frozen=True)
class Change:
    """What the engine does to one resource.

    Args:
        operation: the engine's word: create, update, delete, replace, same, …
        urn: the resource's URN.
        parent: its parent's URN, empty for the stack itself.
        fields: property paths that differ, for an update or replacement.
        causes: those of them that can't be changed in place.
        protect: whether the resource is protected from deletion.
        old: its inputs before; empty if there was none. Secrets are the engine's mark for them.
        new: its inputs after; empty if there will be none.
    """

    operation: str
    urn: str
    parent: str = ""
    fields: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    protect: bool = False
    old: Mapping[str, object] = field(default_factory=dict)
    new: Mapping[str, object] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """The resource's type token, `aws:eks/cluster:Cluster`."""
        return self.urn.split("::")[2].rsplit("$", 1)[-1]

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.split("::", 3)[3]


@dataclass
class Outcome:
    """What one run of the engine did.

    Args:
        changes: each resource's change, in the engine's order.
        counts: number of resources by operation.
        seconds: how long the engine says it took.
        messages: warnings and information that resources gave, without colours.
    """

    changes: list[Change] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: int = 0
    messages: list[str] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many resources were changed, or would be."""
        return sum(count for operation, count in self.counts.items() if operation not in QUIET_OPERATIONS)


def read_event(event: dict[str, object], outcome: Outcome, errors: list[str], note: Callable[[str], None]) -> None:
    """Add what one event says to an outcome.

    Args:
        event: the event as JSON.
        outcome: added to.
        errors: the errors so far, added to.
        note: called with an event that is worth a line.
    """
    match event:
        case {"resourcePreEvent": {"metadata": dict(metadata)}}:
            change = _change(metadata)
            outcome.changes.append(change)
            if change.operation not in QUIET_OPERATIONS:
                note(f"{change.operation} {change.type} {change.name}")
        case {"diagnosticEvent": {"message": str(message), "severity": str(severity)}}:
            text = COLOR_TAG.sub("", message).strip()
            if not text:
                return
            if severity == "error":
                errors.append(text)
            elif severity in ("warning", "info"):
                outcome.messages.append(text)
            if severity != "debug":
                note(text.splitlines()[0])
        case {"summaryEvent": {"resourceChanges": dict(counts), **rest}}:
            outcome.counts = {str(name): int(count) for name, count in counts.items()}
            seconds = rest.get("durationSeconds", 0)
            outcome.seconds = seconds if isinstance(seconds, int) else 0


def _change(metadata: dict[str, object]) -> Change:
    before, after = _side(metadata, "old"), _side(metadata, "new")
    detailed = metadata.get("detailedDiff")
    fields: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    if isinstance(detailed, dict):
        fields = tuple(detailed)
        causes = tuple(
            path for path, how in detailed.items() if isinstance(how, dict) and _replaces(str(how.get("diffKind")))
        )
    return Change(
        str(metadata.get("op")),
        str(metadata.get("urn")),
        str(after.get("parent") or before.get("parent") or ""),
        fields or _texts(metadata.get("diffs")),
        causes or _texts(metadata.get("keys")),
        bool(before.get("protect") or after.get("protect")),
        _inputs(before),
        _inputs(after),
    )


def _replaces(kind: str) -> bool:
    return kind.endswith("-replace")


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _side(metadata: Mapping[str, object], side: str) -> Mapping[str, object]:
    state = metadata.get(side)
    return state if isinstance(state, dict) else {}


def _inputs(state: Mapping[str, object]) -> Mapping[str, object]:
    inputs = state.get("inputs")
    return inputs if isinstance(inputs, dict) else {}
