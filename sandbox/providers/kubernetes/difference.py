"""What changed between two sets of inputs, and whether the object must be replaced for it."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.providers.kubernetes import kinds
from sandbox.providers.kubernetes.document import UNKNOWN, Document, Path, Value, at, text
from sandbox.providers.kubernetes.naming import is_autonamed

#: How API servers say that a field of an existing object can't take a new value.
IMMUTABLE_MESSAGE = re.compile(
    r"immutable|(may not|cannot) (be )?change|(may not|cannot|can not) be (updated|modified)|updates to \w+ spec"
    r"|pod updates may not|may not be less than previous value",
    re.IGNORECASE,
)

IDENTITY: tuple[Path, ...] = (("kind",), ("metadata", "name"), ("metadata", "namespace"))


class Change(enum.Enum):
    """What happened to one field."""

    ADDED = "added"
    REMOVED = "removed"
    UPDATED = "updated"


@dataclass(frozen=True)
class Replacement:
    """Whether an object must be replaced.

    Args:
        fields: paths of the changed fields that force it; empty if it can be updated.
        delete_first: the new object has the old one's name, so the old one must go before.
    """

    fields: frozenset[Path]
    delete_first: bool


def changes(old: Value, new: Value, path: Path = ()) -> dict[Path, Change]:
    """Give every field that differs, at the deepest path where old and new part ways."""
    if old == new:
        return {}
    if isinstance(old, dict) and isinstance(new, dict):
        found: dict[Path, Change] = {}
        for key in sorted({*old, *new}):
            if key not in new:
                found[(*path, key)] = Change.REMOVED
            elif key not in old:
                found[(*path, key)] = Change.ADDED
            else:
                found |= changes(old[key], new[key], (*path, key))
        return found
    if isinstance(old, list) and isinstance(new, list):
        found = {}
        for index in range(max(len(old), len(new))):
            if index >= len(new):
                found[(*path, index)] = Change.REMOVED
            elif index >= len(old):
                found[(*path, index)] = Change.ADDED
            else:
                found |= changes(old[index], new[index], (*path, index))
        return found
    return {path: Change.UPDATED}


def forced_by_tables(
    old: Document, new: Document, changed: Iterable[Path], *, content_mutable: bool
) -> frozenset[Path]:
    """Give the changed fields that are known to need another object.

    Args:
        old: the old inputs.
        new: the new inputs.
        changed: the paths of `changes(old, new)`.
        content_mutable: whether the content of ConfigMaps and Secrets is changed in place.
    """
    key = kinds.table_key(new)
    fixed = (*IDENTITY, *kinds.IMMUTABLE.get(key, ()))
    if not content_mutable:
        fixed += kinds.CONTENT.get(key, ())
    forced = {path for path in changed if any(_touches(path, field) for field in fixed)}
    if kinds.group(text(old, "apiVersion")) != kinds.group(text(new, "apiVersion")):
        forced.add(("apiVersion",))
    if at(old, "metadata", "namespace") is None and at(new, "metadata", "namespace") in ("default", None):
        forced.discard(("metadata", "namespace"))
    return frozenset(forced)


def forced_by_refusal(causes: Iterable[tuple[str, str]], message: str, changed: Iterable[Path]) -> frozenset[Path]:
    """Give the changed fields that an API server refused to change in place.

    Args:
        causes: (field, message) of each cause of an `Invalid` answer to a dry run.
        message: the whole message, for answers without causes.
        changed: the changed paths.

    Returns:
        The changed paths at or below the refused fields; empty if the refusal is about something else.
    """
    changed = list(changed)
    refused = [_steps(field) for field, said in causes if IMMUTABLE_MESSAGE.search(said)]
    if not refused and IMMUTABLE_MESSAGE.search(message):
        refused = [()]
    return frozenset(path for path in changed if any(_touches(_names(path), field) for field in refused))


def replacement(old: Document, new: Document, forced: frozenset[Path]) -> Replacement:
    """Say whether to replace, and whether the old object must be deleted before the new one is made.

    A name that was made here is made anew for the replacement, so both can stand for a while; a fixed one can't be
    used twice.
    """
    same_place = (
        all(at(old, *path) == at(new, *path) for path in IDENTITY) and at(new, "metadata", "name") is not UNKNOWN
    )
    return Replacement(forced, delete_first=bool(forced) and same_place and not is_autonamed(new))


def _touches(path: Path, field: Path) -> bool:
    shorter = min(len(path), len(field))
    return path[:shorter] == field[:shorter]


def _names(path: Path) -> Path:
    return tuple(step for step in path if isinstance(step, str))


def _steps(field: str) -> Path:
    return tuple(step for step in re.sub(r"\[[^\]]*\]", "", field).split(".") if step and step != "<nil>")
