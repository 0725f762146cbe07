"""How the id of something that was being created is found: from what was asked for, or by asking AWS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

REFERENCE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Slow:
    """How to see that AWS is still at work on something; until it has ended, nothing can be built on it.

    Attributes:
        service: boto3's service.
        operation: the call that tells of one.
        arguments: its arguments, templates over the inputs and `{id}`.
        path: where the answer has the state (JMESPath).
    """

    service: str
    operation: str
    arguments: Mapping[str, object]
    path: str


@dataclass(frozen=True)
class Named:
    """A type whose id follows from its inputs; whether it exists, its provider says when it reads it.

    Attributes:
        template: the id under which it is imported: `{clusterName}:{addonName}`. `{a|b}` is the first of them that the
            inputs have, `{metadata.name}` lies deeper, and `[...]` is left out when what is in it can't be filled.
        slow: how to see that AWS still makes it.
        unread: inputs that AWS never tells and can't change: what was asked for stands.
    """

    template: str
    slow: Slow | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sought:
    """A type whose id AWS gives, so that AWS has to be asked for it.

    Expressions are JMESPath over `item` (one of the list), `detail` (the answer about one) and `asked` (the inputs).

    Attributes:
        service: boto3's service.
        operation: the call that lists candidates.
        items: where its answer has them.
        identity: where an item has its id, over the item itself.
        arguments: the call's arguments, templates over the inputs.
        same: what must hold for one to be it.
        tags: where one has its tags, as a list of Key and Value or a map; it must carry all that were asked for. Empty
            where `same` is enough.
        filter: the argument that takes filters by tag, where the call has one.
        detail: the call that tells of one, and its argument.
        template: the id under which it is imported, over the inputs and `{id}`.
        slow: how to see that AWS still makes it.
    """

    service: str
    operation: str
    items: str
    identity: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    same: str = ""
    tags: str = ""
    filter: str = ""
    detail: tuple[str, str] | None = None
    template: str = "{id}"
    slow: Slow | None = None


@dataclass(frozen=True)
class Repeatable:
    """A type that has no existence of its own: creating it once more overwrites what the first time left.

    Attributes:
        why: which call overwrites it, or what it goes with.
    """

    why: str


Identity = Named | Sought | Repeatable


def filled(template: str, inputs: Mapping[str, object]) -> str | None:
    """Fill a template from inputs; None if something that it needs is missing, or is a secret.

    Example:
        >>> filled("{clusterName}:{addonName}", {"clusterName": "dev", "addonName": "coredns"})
        'dev:coredns'
        >>> filled("[{metadata.namespace}/]{metadata.name}", {"metadata": {"name": "gp3"}})
        'gp3'
        >>> filled("{name}", {}) is None
        True
    """
    whole = re.sub(r"\[([^\[\]]*)\]", lambda part: _some(part.group(1), inputs) or "", template)
    return _some(whole, inputs)


def filled_deep(template: object, inputs: Mapping[str, object]) -> object:
    """Fill the templates of a call's arguments; one that can't be filled is None, and left out of what holds it."""
    if isinstance(template, str):
        return filled(template, inputs)
    if isinstance(template, list | tuple):
        return [value for one in template if (value := filled_deep(one, inputs)) is not None]
    if isinstance(template, Mapping):
        return {key: value for key, one in template.items() if (value := filled_deep(one, inputs)) is not None}
    return template


def references(template: object) -> set[str]:
    """Give the names of the inputs that a template refers to, at their first level.

    Example:
        >>> sorted(references("{metadata.name}/{a|b}"))
        ['a', 'b', 'metadata']
    """
    if isinstance(template, str):
        return {path.split(".")[0] for name in REFERENCE.findall(template) for path in name.split("|")}
    if isinstance(template, Mapping):
        return {name for one in template.values() for name in references(one)}
    return {name for one in template for name in references(one)} if isinstance(template, list | tuple) else set()


def _some(template: str, inputs: Mapping[str, object]) -> str | None:
    values = {name: _value(name, inputs) for name in REFERENCE.findall(template)}
    if None in values.values():
        return None
    return REFERENCE.sub(lambda found: values[found.group(1)] or "", template)


def _value(name: str, inputs: Mapping[str, object]) -> str | None:
    for path in name.split("|"):
        value: object = inputs
        for key in path.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, str | int) and str(value):
            return str(value)
    return None
