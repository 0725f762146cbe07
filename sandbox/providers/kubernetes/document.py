"""JSON-like values of Kubernetes objects and of Pulumi properties, and how to read fields out of them."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import TypeAlias


class Unknown(enum.Enum):
    """A value that only an update will tell: Pulumi's "computed", met in previews."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN

Value: TypeAlias = "bool | int | float | str | Unknown | list[Value] | dict[str, Value] | None"
Document: TypeAlias = dict[str, Value]
Path: TypeAlias = tuple[str | int, ...]


def at(value: Value, *path: str | int) -> Value:
    """Give the value at a path, or None if any step of it is missing or is not a container."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def text(value: Value, *path: str | int) -> str:
    """Give the string at a path, or "" if there is none."""
    found = at(value, *path)
    return found if isinstance(found, str) else ""


def number(value: Value, *path: str | int, default: int = 0) -> int:
    """Give the whole number at a path, or `default` if there is none."""
    found = at(value, *path)
    return int(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else default


def entries(value: Value, *path: str | int) -> list[Value]:
    """Give the list at a path, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, list) else []


def mapping(value: Value, *path: str | int) -> Document:
    """Give the map at a path, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, dict) else {}


def with_value(document: Document, path: Path, value: Value) -> Document:
    """Give a copy of a document with the value at a path of map keys set; maps on the way are made."""
    head, rest = path[0], path[1:]
    if not isinstance(head, str):
        raise TypeError(f"a path of map keys is wanted, not {path!r}")
    inner = document.get(head)
    return {**document, head: with_value(inner if isinstance(inner, dict) else {}, rest, value) if rest else value}


def without(document: Document, path: Path) -> Document:
    """Give a copy of a document without the value at a path of map keys."""
    head, rest = path[0], path[1:]
    if not isinstance(head, str) or head not in document:
        return document
    inner = document[head]
    if not rest:
        return {key: kept for key, kept in document.items() if key != head}
    return {**document, head: without(inner, rest)} if isinstance(inner, dict) else document


def leaves(value: Value, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """Give every value that is neither a map nor a list, with its path; empty containers count as leaves."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value


def has_unknown(value: Value) -> bool:
    """Tell whether any part of a value is unknown."""
    return any(leaf is UNKNOWN for _, leaf in leaves(value))


def dotted(path: Path) -> str:
    """Give a path as Pulumi writes property paths, e.g. `metadata.labels["example.com/name"]`, `spec.ports[0]`."""
    written = ""
    for step in path:
        if isinstance(step, int):
            written += f"[{step}]"
        elif step.replace("_", "").replace("-", "").isalnum():
            written += f".{step}" if written else step
        else:
            escaped = step.replace("\\", "\\\\").replace('"', '\\"')
            written += f'["{escaped}"]'
    return written
