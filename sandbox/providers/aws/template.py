"""The small language in which rows say how property values become AWS parameters, and answers become properties.

A template is a value in which some strings refer to something:

- `$a.b.0` is that path in the value at hand (inputs when a call is filled, AWS's answer when outputs are), `$` is all
  of it;
- `@name` is a name of the context: `@id`, `@region`, `@account`, `@partition`, `@tags` …;
- `?` gives another path where the first leads nowhere: `$vpcId?subnetId`;
- both may be followed by converters: `$policy|json`, `@tags|pairs`;
- `Text("arn:{@partition}:…")`, `Each`, `First`, `Given`, `Constant` say what their docstrings say; dicts and lists are
  filled in depth.

What refers to nothing is left out, and so is a dict or list in which everything was left out: an input that the program
didn't give becomes a parameter that isn't sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from sandbox.providers.aws.converters import CONVERTERS, instant
from sandbox.providers.aws.missing import MISSING
from sandbox.providers.aws.wire import UNKNOWN, Value

_HOLE: Final = re.compile(r"\{([$@][^}]*)\}")

Template: TypeAlias = Any
"""A template; strings, dicts, lists and the classes of this module, nested as AWS's parameters are."""

Lookup: TypeAlias = Callable[[str], Any]
"""Gives the value of a context name (without the `@`), or MISSING."""


@dataclass(frozen=True)
class Text:
    """A string with `{references}` in it, left out if one of them refers to nothing."""

    pattern: str


@dataclass(frozen=True)
class Each:
    """One filled template for each item of a list, with the item as the value at hand.

    Args:
        path: reference to the list; a single value counts as a list of one.
        item: the template of one item.
        where: keep only the items that have these values at these paths; None stands for nothing there.
        flat: join the filled lists into one.
    """

    path: str
    item: Template
    where: Mapping[str, Any] = field(default_factory=dict)
    flat: bool = False


@dataclass(frozen=True)
class First:
    """The first of several templates that refers to something."""

    choices: tuple[Template, ...]


@dataclass(frozen=True)
class Constant:
    """A value that is taken as it is, such as a string that begins with `$`."""

    value: Any


@dataclass(frozen=True)
class Given:
    """A template that counts only if a reference refers to something (and not to "", False or an empty list)."""

    path: str
    then: Template


def at(value: Any, path: str) -> Any:
    """Give what is at a dotted path of dicts and lists (`a.0.b`), or MISSING."""
    for step in path.split(".") if path else ():
        if value is UNKNOWN:
            return UNKNOWN
        if isinstance(value, Mapping):
            value = value.get(step, MISSING)
        elif isinstance(value, list) and step.isdigit():
            value = value[int(step)] if int(step) < len(value) else MISSING
        else:
            return MISSING
        if value is None or value is MISSING:
            return MISSING
    return value


def _referred(reference: str, value: Any, lookup: Lookup) -> Any:
    choices, *converters = reference[1:].split("|")
    found: Any = MISSING
    for path in choices.split("?"):
        if reference[0] == "$":
            found = at(value, path)
        else:
            name, _, rest = path.partition(".")
            found = lookup(name)
            found = at(found, rest) if rest and found is not MISSING else found
        if found is not MISSING:
            break
    for converter in converters:
        if found is MISSING or found is UNKNOWN:
            return found
        found = CONVERTERS[converter](found)
    return MISSING if found is None else found


def _text(pattern: str, value: Any, lookup: Lookup) -> Any:
    parts = [_referred(hole, value, lookup) for hole in _HOLE.findall(pattern)]
    if MISSING in parts:
        return MISSING
    if UNKNOWN in parts:
        return UNKNOWN
    filled = iter(parts)
    return _HOLE.sub(lambda _: str(next(filled)), pattern)


def fill(template: Template, value: Any, lookup: Lookup) -> Any:
    """Fill a template.

    Args:
        template: what to fill.
        value: the value at hand, which `$` refers to.
        lookup: the context, which `@` refers to.

    Returns:
        The filled value, or MISSING if nothing in it refers to something.
    """
    match template:
        case str():
            return _referred(template, value, lookup) if template[:1] in ("$", "@") else template
        case Constant():
            return template.value
        case Text():
            return _text(template.pattern, value, lookup)
        case First():
            found = (fill(choice, value, lookup) for choice in template.choices)
            return next((item for item in found if item is not MISSING), MISSING)
        case Given():
            there = _referred(template.path, value, lookup)
            return MISSING if there is MISSING or not there else fill(template.then, value, lookup)
        case Each():
            items = _referred(template.path, value, lookup)
            if items is MISSING or items is UNKNOWN:
                return items
            chosen = [
                item
                for item in (items if isinstance(items, list) else [items])
                if all(
                    at(item, path) == (MISSING if wanted is None else wanted) for path, wanted in template.where.items()
                )
            ]
            filled_items = [fill(template.item, item, lookup) for item in chosen]
            return [part for item in filled_items for part in item] if template.flat else filled_items
        case dict():
            pairs = {key: fill(item, value, lookup) for key, item in template.items()}
            kept = {key: item for key, item in pairs.items() if item is not MISSING}
            # A parameter of fixed words alone (a resource type beside tags that aren't there) says nothing.
            return (
                kept
                if kept and (not template or _says_something(template, pairs))
                else ({} if not template else MISSING)
            )
        case list():
            filled = [fill(item, value, lookup) for item in template]
            kept_items = [item for item in filled if item is not MISSING]
            return kept_items if kept_items or not template else MISSING
        case _:
            return template


def _refers(template: Template) -> bool:
    if isinstance(template, str):
        return template[:1] in ("$", "@")
    if isinstance(template, dict):
        return any(_refers(item) for item in template.values())
    if isinstance(template, list):
        return any(_refers(item) for item in template)
    return isinstance(template, Text | Each | First | Given)


def _says_something(template: dict[str, Template], pairs: dict[str, Any]) -> bool:
    referring = [key for key, item in template.items() if _refers(item)]
    return not referring or any(pairs[key] is not MISSING for key in referring)


def plain(value: Any) -> Value:
    """Give an AWS answer as property values: times as RFC 3339 text, bytes as text, nothing left out silently."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items() if item is not MISSING and item is not None}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode()
    if value is None or isinstance(value, bool | int | float | str) or value is UNKNOWN:
        return value
    return str(instant(value))
