"""The engine's steps, joined to one difference a resource."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from components.engine import Change

Kind = Literal["create", "update", "replace", "delete", "same"]

KINDS: Mapping[str, Kind] = {
    "create": "create",
    "import": "create",
    "read": "same",
    "refresh": "same",
    "same": "same",
    "update": "update",
    "delete": "delete",
    "discard": "delete",
    "remove-pending-replace": "delete",
    "replace": "replace",
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "discard-replaced": "replace",
    "read-replacement": "replace",
    "import-replacement": "replace",
}
"""The engine's word for a step → what it comes to (`apitype.OpType` of Pulumi's Go SDK, apitype/updates.go)."""

_STEP = re.compile(r'\.?([^.\[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]')

MISSING = object()
"""Stands for a value that is not there."""


@dataclass(frozen=True)
class Difference:
    """What becomes of one resource.

    Args:
        kind: what becomes of it.
        urn: its URN.
        type: its type token.
        name: its name in the program.
        parent: its parent's URN; empty for those at the top.
        fields: property paths that differ.
        causes: those of them for which it is replaced.
        protect: whether it is protected from deletion.
        old: its inputs before.
        new: its inputs after.
    """

    kind: Kind
    urn: str
    type: str
    name: str
    parent: str = ""
    fields: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    protect: bool = False
    old: Mapping[str, object] = field(default_factory=dict)
    new: Mapping[str, object] = field(default_factory=dict)


def differences_of(changes: Iterable[Change]) -> list[Difference]:
    """Join the engine's steps on each resource, in the order of each one's first step.

    A replacement is up to three steps (its twin is made, it is replaced, the old one is deleted); the stack itself is
    left out.
    """
    made: dict[str, Difference] = {}
    for change in changes:
        if change.type == "pulumi:pulumi:Stack":
            continue
        kind = KINDS.get(change.operation, "update")
        before = made.get(change.urn)
        if before is None:
            before = Difference(kind, change.urn, change.type, change.name, change.parent)
        made[change.urn] = Difference(
            "replace" if "replace" in (kind, before.kind) else kind,
            change.urn,
            change.type,
            change.name,
            before.parent or change.parent,
            _joined(before.fields, change.fields),
            _joined(before.causes, change.causes),
            before.protect or change.protect,
            before.old or change.old,
            before.new or change.new,
        )
    return list(made.values())


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def value_at(inputs: object, path: str) -> object:
    """Give the value at a property path such as `spec.ports[0].port` or `tags["slipway.dev/stack"]`; else `MISSING`."""
    value = inputs
    for name, index, quoted in _STEP.findall(path):
        if isinstance(value, Mapping):
            value = value.get(name or quoted.replace('\\"', '"'), MISSING)
        elif isinstance(value, list) and index and int(index) < len(value):
            value = value[int(index)]
        else:
            return MISSING
    return value


ENGINES_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What Pulumi's engine writes where a value follows from another change (`plugin.UnknownStringValue`)."""

SHORT = 32
"""Values longer than this are not shown: their path says enough."""


def step_of(difference: Difference, path: str) -> str:
    """Write how one property changes: `scalingConfig.desiredSize 3 → 4`, or the path alone if the values are long."""
    before, after = _shown(value_at(difference.old, path)), _shown(value_at(difference.new, path))
    if before is None or after is None or before == after:
        return path
    return f"{path} {before} → {after}"


def _shown(value: object) -> str | None:
    if value is MISSING or value is None:
        return "(none)"
    if value in ("", ENGINES_UNKNOWN):
        return "(known later)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float) and len(str(value)) <= SHORT:
        return str(value)
    return None
