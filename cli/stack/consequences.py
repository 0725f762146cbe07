"""A preview's groups as text: the gravest first, at most 80 columns, coloured on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from components.preview import Consequence, Group, Grouping

WIDTH = 80

SHADES = {
    "loses-data": "red",
    "replaced": "red",
    "control-plane": "yellow",
    "rolls-nodes": "yellow",
    "restarts-pods": "yellow",
    "touches-data": "yellow",
    "touches-access": "magenta",
    "touches-network": "cyan",
    "costs-more": "yellow",
    "costs-less": "green",
    "new": "green",
    "gone": "red",
    "other": "blue",
    "only-tags": "blue",
}
"""Meaning → colour of its heading."""

COUNTED = ("new", "gone")
"""Meanings whose resources are counted by type, since there is nothing to say of each."""

TOLD_IN_SHORT = ("only-tags",)
"""Meanings of which the numbers are enough."""

SHOWN_NAMES = 4
"""Names of one type that are written out before the rest is only counted."""


def grouping_lines(grouping: Grouping, *, color: bool) -> Iterator[str]:
    """Write the groups of a preview.

    Args:
        grouping: what the changes mean.
        color: whether the text goes to a terminal that shows colours.
    """
    for warning in grouping.warnings:
        yield from _shaded(_wrapped(f"! {warning}", 0, 2), "red", color)
        yield ""
    for group in grouping.groups:
        heading = f"{group.title} ({len(group.consequences)})"
        yield from _shaded([heading], SHADES[group.meaning.value], color)
        if group.meaning.value in TOLD_IN_SHORT:
            yield from _wrapped(_numbers(group), 2, 2)
        else:
            yield from _counted(group) if group.meaning.value in COUNTED else _told(group)
        yield ""


def _told(group: Group) -> Iterator[str]:
    for consequences in _alike(group.consequences):
        first = consequences[0]
        names = ", ".join(one.difference.name for one in consequences)
        yield from _wrapped(f"{names}  {_kind(first.difference.type)}, {_verb(first.difference.kind)}", 2, 4)
        for line in (first.because, "; ".join(first.says)):
            if line:
                yield from _wrapped(line, 6, 6)


def _alike(consequences: Sequence[Consequence]) -> list[list[Consequence]]:
    """Join what says the same of resources of the same type, such as all subnets."""
    alike: dict[tuple[object, ...], list[Consequence]] = {}
    for one in consequences:
        key = (one.difference.type, one.difference.kind, one.says, one.because)
        alike.setdefault(key, []).append(one)
    return list(alike.values())


def _counted(group: Group) -> Iterator[str]:
    by_type: dict[str, list[str]] = {}
    for one in group.consequences:
        by_type.setdefault(one.difference.type, []).append(one.difference.name)
    for kind, names in by_type.items():
        rest = f", and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
        yield from _wrapped(f"{len(names):>3} {_kind(kind)}: {', '.join(names[:SHOWN_NAMES])}{rest}", 2, 6)


def _numbers(group: Group) -> str:
    from collections import Counter

    counts = Counter(_kind(one.difference.type) for one in group.consequences)
    return ", ".join(f"{count} {kind}" for kind, count in counts.most_common())


def _kind(token: str) -> str:
    """Shorten a type token for people: `aws:ec2/routeTable:RouteTable` → `ec2 RouteTable`."""
    package, _, rest = token.partition(":")
    module, _, name = rest.rpartition(":")
    service = module.partition("/")[0]
    return f"{service} {name}" if package in ("aws", "kubernetes") else token


def _verb(kind: str) -> str:
    return {"create": "new", "update": "changed", "replace": "replaced", "delete": "deleted"}.get(kind, kind)


def _wrapped(text: str, first: int, rest: int) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * first,
        subsequent_indent=" " * rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _shaded(lines: Iterable[str], shade: str, color: bool) -> Iterator[str]:
    for line in lines:
        yield click.style(line, fg=shade, bold=True) if color else line
