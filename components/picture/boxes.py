"""What a picture shows: a box for each component at the top, lines for what is in it, arrows between boxes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from components.graph import Node, service_of, short_name

MOST_PARTS = 4
"""Components of one kind in a box that are drawn one by one; more are drawn as one."""

REST = "stack"
"""The box of what is in no component."""

_ZONE = re.compile(r"(.+)-([a-f])")


@dataclass(frozen=True)
class Line:
    """Resources of one type in a box.

    Args:
        count: how many.
        kind: their type's last word, "Subnet".
        service: the service they are of, "ec2".
        names: what tells them apart, shortened.
    """

    count: int
    kind: str
    service: str
    names: str


@dataclass(frozen=True)
class Part:
    """A component inside a box, or several of one kind.

    Args:
        title: its name, or how many there are.
        lines: what is in it.
    """

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Box:
    """A component at the top.

    Args:
        key: its URN; `REST` for what is in none.
        kind: the module of its type, "network", which its colour follows.
        title: its type's last word, "Network".
        count: how many resources are in it, components not counted.
        lines: what is in it itself.
        parts: components in it.
    """

    key: str
    kind: str
    title: str
    count: int
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Arrow:
    """Resources of one box use resources of another.

    Args:
        source: key of the box that is used.
        target: key of the box that uses it.
        count: how many uses there are.
    """

    source: str
    target: str
    count: int


def boxes_of(nodes: Sequence[Node], stack: str) -> tuple[tuple[Box, ...], tuple[Arrow, ...]]:
    """Give the boxes and arrows of a graph, providers left out.

    Args:
        nodes: its resources.
        stack: the stack's name, which need not be told in each of them.
    """
    shown = [node for node in nodes if not node.type.startswith("pulumi:")]
    by_urn = {node.urn: node for node in shown}
    top = {node.urn: _top(node, by_urn) for node in shown}
    members: dict[str, list[Node]] = defaultdict(list)
    for node in shown:
        members[top[node.urn]].append(node)
    boxes = [_box(key, found, by_urn, stack) for key, found in members.items()]
    uses: Counter[tuple[str, str]] = Counter()
    for node in shown:
        for dependency in node.dependencies if not _is_component(node) else ():
            used = by_urn.get(dependency)
            if used and not _is_component(used) and top[used.urn] != top[node.urn]:
                uses[top[used.urn], top[node.urn]] += 1
    arrows = (Arrow(source, target, count) for (source, target), count in sorted(uses.items()))
    return tuple(sorted(boxes, key=lambda box: (box.kind, box.key))), tuple(arrows)


def _is_component(node: Node) -> bool:
    return node.type.startswith("slipway:")


def _top(node: Node, by_urn: Mapping[str, Node]) -> str:
    while node.parent in by_urn:
        node = by_urn[node.parent]
    return node.urn if _is_component(node) else REST


def _box(key: str, members: Sequence[Node], by_urn: Mapping[str, Node], stack: str) -> Box:
    head = by_urn.get(key)
    own = [node for node in members if _home(node, by_urn, key) == key]
    inner: dict[str, list[Node]] = defaultdict(list)
    for node in members:
        home = _home(node, by_urn, key)
        if home != key:
            inner[home].append(node)
    return Box(
        key,
        head.type.split(":")[1] if head else REST,
        head.type.rpartition(":")[2] if head else "Stack",
        sum(not _is_component(node) for node in members),
        _lines(own, stack),
        _parts(inner, by_urn, stack),
    )


def _home(node: Node, by_urn: Mapping[str, Node], key: str) -> str:
    """Give the component right below the box that a resource is in, or the box itself."""
    home = key
    while node.urn != key:
        if _is_component(node):
            home = node.urn
        if node.parent not in by_urn:
            break
        node = by_urn[node.parent]
    return home


def _parts(inner: Mapping[str, Sequence[Node]], by_urn: Mapping[str, Node], stack: str) -> tuple[Part, ...]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for urn in inner:
        kinds[by_urn[urn].type].append(urn)
    parts = []
    for kind, urns in sorted(kinds.items()):
        if len(urns) > MOST_PARTS:
            together = [node for urn in urns for node in inner[urn]]
            parts.append(Part(f"{len(urns)} × {kind.rpartition(':')[2]}", _lines(together, stack)))
        else:
            parts += [Part(_title(by_urn[urn], stack), _lines(inner[urn], stack)) for urn in sorted(urns)]
    return tuple(parts)


def _title(component: Node, stack: str) -> str:
    """Give a component's name, or its type's last word where it is called as the stack is."""
    short = short_name(component.name, stack)
    return component.type.rpartition(":")[2] if short in (stack, f"slipway-{stack}") else short


def _lines(nodes: Iterable[Node], stack: str) -> tuple[Line, ...]:
    by_type: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        if not _is_component(node):
            by_type[node.type].append(short_name(node.name, stack))
    return tuple(
        Line(len(names), kind.rpartition(":")[2], service_of(kind), joined(names))
        for kind, names in sorted(by_type.items(), key=lambda item: (service_of(item[0]), item[0]))
    )


def joined(names: Sequence[str]) -> str:
    """Write names in short: those that differ by their zone alone as one, `public a b c`."""
    zones: dict[str, list[str]] = {}
    for name in sorted(names):
        found = _ZONE.fullmatch(name)
        zones.setdefault(found[1] if found else name, []).extend([found[2]] if found else [])
    return ", ".join(" ".join((stem, *letters)) for stem, letters in zones.items())
