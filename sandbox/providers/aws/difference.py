"""What changed between two sets of inputs, and whether a live value still means what was declared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sandbox.providers.aws.protocol import Change, Difference
from sandbox.providers.aws.rows import Row
from sandbox.providers.aws.wire import UNKNOWN, Properties, Value


def _document(text: str) -> Any:
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _is_empty(value: Value) -> bool:
    return value is None or value == "" or value == [] or value == {} or value is False


def _single(value: Any) -> Any:
    """AWS gives a policy's one-item list back as a plain string, and means the same."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def same(declared: Value, live: Value, *, ordered: bool = False, partial: bool = False) -> bool:
    """Say whether two values mean the same to AWS.

    JSON documents are compared by their content, numbers with their text, lists without order.

    Args:
        declared: what was declared.
        live: what is there.
        ordered: whether list order counts.
        partial: whether `live` may hold more keys than `declared`, as AWS's answers do.
    """
    if declared is UNKNOWN or live is UNKNOWN:
        return declared is live
    if isinstance(declared, dict) and isinstance(live, dict):
        keys = set(declared) if partial else set(declared) | set(live)
        return all(same(declared.get(key), live.get(key), ordered=ordered, partial=partial) for key in keys)
    if isinstance(declared, list) and isinstance(live, list):
        if len(declared) != len(live):
            return False
        if ordered:
            return all(
                same(one, other, ordered=True, partial=partial) for one, other in zip(declared, live, strict=True)
            )
        return _matched(declared, live, partial=partial)
    if isinstance(declared, str) and isinstance(live, str):
        if declared == live:
            return True
        one, other = _document(declared), _document(live)
        return one is not None and other is not None and _same_document(one, other)
    if isinstance(declared, bool) or isinstance(live, bool):
        return declared == live or (_is_empty(declared) and _is_empty(live))
    if isinstance(declared, int | float | str) and isinstance(live, int | float | str):
        return str(declared) == str(live)
    return declared == live or (_is_empty(declared) and _is_empty(live))


def _matched(declared: list[Value], live: list[Value], *, partial: bool) -> bool:
    """Say whether each item has a partner; what is equal pairs up first, since what only means the same may fit two."""
    rest = list(live)
    unequal = []
    for item in declared:
        equal = next((place for place, other in enumerate(rest) if type(other) is type(item) and other == item), None)
        if equal is None:
            unequal.append(item)
        else:
            del rest[equal]
    for item in unequal:
        match = next((place for place, other in enumerate(rest) if same(item, other, partial=partial)), None)
        if match is None:
            return False
        del rest[match]
    return True


def _same_document(one: Any, other: Any) -> bool:
    one, other = _single(one), _single(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same_document(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(
            any(_same_document(item, candidate) for candidate in other) for item in one
        )
    return bool(one == other)


def _paths(path: str, old: Value, new: Value, *, ordered: bool) -> list[tuple[str, Change]]:
    if same(old, new, ordered=ordered):
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        deeper: list[tuple[str, Change]] = []
        for key in sorted({**old, **new}):
            step = f"{path}.{key}" if key.isidentifier() else f'{path}["{key}"]'
            deeper += _paths(step, old.get(key), new.get(key), ordered=ordered)
        return deeper
    if old is None:
        return [(path, Change.ADD)]
    return [(path, Change.DELETE if new is None else Change.UPDATE)]


def difference_of(row: Row, old: Mapping[str, Value], new: Properties) -> Difference:
    """Say what changes between the inputs of last time and those of now.

    Args:
        row: the resource's type.
        old: the inputs as they were declared, or as a refresh found them.
        new: the inputs as they are declared now; they may hold UNKNOWN.
    """
    changes: dict[str, Change] = {}
    for key in sorted({**old, **new}):
        # Old states and imports may lack an input that only has its default value.
        before = old.get(key, row.defaults.get(key) if not isinstance(row.defaults.get(key), str) else old.get(key))
        replaces = key in row.replace or key == "region"
        for path, change in _paths(key, before, new.get(key), ordered=key in row.ordered):
            changes[path] = Change(change.value + 1) if replaces or path in row.replace_within else change
    replaced = any(change.replaces for change in changes.values())
    kept = [key for key in row.unique if key in new and same(old.get(key), new[key])]
    # Two of them can't be there at once, so the engine has to remove the old one before it makes the new one.
    return Difference(
        changes,
        delete_first=replaced
        and bool(row.unique)
        and len(kept) == len([key for key in row.unique if key in new or key in old]),
    )
