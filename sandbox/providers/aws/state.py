"""Between a resource's properties and AWS's words for them: pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.providers.aws.difference import same
from sandbox.providers.aws.missing import MISSING
from sandbox.providers.aws.template import Text, at, fill, plain
from sandbox.providers.aws.wire import Properties, Value

MAPS = frozenset({"tags", "tagsAll", "labels"})
"""Properties whose keys are the user's own, so that a key more is a difference and not just AWS saying more."""


def merged(declared: Value, live: Value, *, partial: bool = True) -> Value:
    """Give the state of a property: what AWS says, in the words of the program where both mean the same."""
    if isinstance(declared, dict) and isinstance(live, dict):
        kept = {key: merged(item, live[key], partial=partial) for key, item in declared.items() if key in live}
        unread = {key: item for key, item in declared.items() if key not in live} if partial else {}
        return {**live, **kept, **unread}
    return declared if same(declared, live, partial=partial) else live


def declared_as(declared: Value, live: Value, *, partial: bool = True) -> Value:
    """Give the input that a refresh should record: the declared one if it still holds, else what is there now."""
    if same(declared, live, partial=partial):
        return declared
    if partial and isinstance(declared, dict) and isinstance(live, dict):
        return {key: declared_as(item, live[key]) for key, item in declared.items() if key in live}
    return live


def at_or_none(value: Any, path: str) -> Any:
    """Give what is at a path of an answer, or None."""
    found = at(value, path)
    return None if found is MISSING else found


def fill_path(path: str, state: Any, lookup: Callable[[str], Any]) -> str:
    """Fill the references in a path of an answer or in the name of an operation."""
    filled = fill(Text(path), state, lookup) if "{" in path else path
    return "" if filled is MISSING else str(filled)


def filled(parameters: Mapping[str, Any], value: Any, lookup: Callable[[str], Any]) -> dict[str, Any]:
    """Fill the templates of a call's parameters; those that refer to nothing are left out."""
    pairs = {key: fill(item, value, lookup) for key, item in parameters.items()}
    return {key: item for key, item in pairs.items() if item is not MISSING}


def outputs_of(outputs: Mapping[str, Any], answer: Any, lookup: Callable[[str], Any]) -> Properties:
    """Fill the templates of outputs over an answer of AWS; those that refer to nothing are left out."""
    return {key: value for key, value in filled(outputs, plain(answer), lookup).items() if value is not None}


def key_of(item: Value, keys: tuple[str, ...]) -> list[Value]:
    """Give what makes an item of a list the same thing with another value."""
    return [item.get(key) for key in keys] if isinstance(item, dict) else [item]


def items_of(value: Value) -> list[Value]:
    """Give a property as a list: nothing is an empty one, a single value a list of it."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def tags_of(value: Value) -> dict[str, str]:
    """Give a property that holds tags; anything else holds none."""
    return {key: str(item) for key, item in value.items()} if isinstance(value, dict) else {}
