"""What changed between two graphs, resource by resource, property by property."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from components.golden.text import Tagged

Graph = Mapping[str, Mapping[str, object]]

_NOTHING = object()


def difference(before: Graph, after: Graph) -> list[str]:
    """Tell what changed, a line each.

    Args:
        before: resource's key → parent and inputs, as committed.
        after: the same, as the program makes it now.

    Returns:
        Lines: `+ resource` for one that is new, `- resource` for one that is gone, `~ resource` followed by its
        properties' old and new values for one that changed; none if nothing did.
    """
    lines: list[str] = []
    for key in sorted({*before, *after}):
        if key not in before:
            lines += [f"+ {key}", *(f"    {path}: {_word(value)}" for path, value in _leaves(after[key]))]
        elif key not in after:
            lines.append(f"- {key}")
        else:
            changed = list(_changes(before[key], after[key]))
            lines += [f"~ {key}", *(f"    {line}" for line in changed)] if changed else []
    return lines


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    old, new = dict(_leaves(before)), dict(_leaves(after))
    for path in sorted({*old, *new}):
        was, now = old.get(path, _NOTHING), new.get(path, _NOTHING)
        if was == now:
            continue
        if isinstance(was, str) and isinstance(now, str) and "\n" in was + now:
            yield f"{path}:"
            told = list(difflib.unified_diff(was.splitlines(), now.splitlines(), n=1, lineterm=""))[2:]
            yield from (f"  {line}" for line in told if not line.startswith("@@"))
        else:
            yield f"{path}: {_word(was)} → {_word(now)}"


def _word(value: object) -> str:
    if value is _NOTHING:
        return "(absent)"
    return value if isinstance(value, str) and value and "\n" not in value else repr(value)


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Give path and value of each scalar below a value; the layer `inputs` has no name of its own."""
    from components.golden.text import Tagged

    if isinstance(value, Tagged):
        yield from _tagged(value, path)
    elif isinstance(value, Mapping) and value:
        for key, item in value.items():
            below = "" if not path and key == "inputs" else f"{path}.{key}" if path else str(key)
            yield from _leaves(item, below)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}[{index}]")
    elif path:
        yield path, value


def _tagged(value: Tagged, path: str) -> Iterator[tuple[str, object]]:
    if value.tag in ("json", "base64"):
        yield from _leaves(value.value, path)
    else:
        yield path, f"!{value.tag} {value.value}".rstrip()
