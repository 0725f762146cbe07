"""Where in a text each key and item of a document stands; made only for documents that have a finding."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from policies.gate.document import Path
from policies.gate.loading.scalars import key_of, resolved
from policies.gate.loading.tree import Problem

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


@dataclass(slots=True)
class Spot:
    """A place in a text, line and column counted from 0, and the places of what is inside."""

    line: int
    column: int
    inside: dict[str | int, Spot] = field(default_factory=dict)

    def at(self, path: Path) -> tuple[Spot, int]:
        """Give the place of the longest beginning of a path that is there, and how many steps that is."""
        spot = self
        for depth, step in enumerate(path):
            inner = spot.inside.get(step)
            if inner is None:
                return spot, depth
            spot = inner
        return spot, len(path)


def yaml_spots(text: bytes, number: int) -> Spot:
    """Give the places of one of a text's documents.

    Raises:
        yaml.YAMLError: it isn't YAML.
        LookupError: it has no such document.
    """
    get = CParser(text).get_event
    while (event := get()) is not None:
        if type(event) is DocumentStartEvent:
            spot = _of_event(get(), get, {})
            if number == 0:
                return spot
            number -= 1
    raise LookupError(number)


def _of_event(event: Any, get: Callable[[], Any], anchors: dict[str, Spot]) -> Spot:
    kind = type(event)
    spot = Spot(event.start_mark.line, event.start_mark.column)
    if kind is AliasEvent:
        meant = anchors.get(event.anchor)
        spot.inside = meant.inside if meant else {}
        return spot
    if kind is MappingStartEvent:
        _fill_mapping(spot, get, anchors)
    elif kind is not ScalarEvent:
        while type(inner := get()) is not SequenceEndEvent:
            spot.inside[len(spot.inside)] = _of_event(inner, get, anchors)
    if event.anchor is not None:
        anchors[event.anchor] = spot
    return spot


def _fill_mapping(spot: Spot, get: Callable[[], Any], anchors: dict[str, Spot]) -> None:
    merged: list[Spot] = []
    while type(event := get()) is not MappingEndEvent:
        key_spot = _of_event(event, get, anchors)
        value = _of_event(get(), get, anchors)
        if type(event) is not ScalarEvent:
            continue
        if event.value == "<<" and event.implicit[0]:
            merged += [value] if not all(isinstance(step, int) for step in value.inside) else value.inside.values()
            continue
        key = key_of(resolved(event.value)) if event.implicit[0] else event.value
        # A path begins where its key does; what is inside begins where that is written.
        spot.inside.setdefault(key or "", Spot(key_spot.line, key_spot.column, value.inside))
    for each in merged:
        for step, inner in each.inside.items():
            spot.inside.setdefault(step, inner)


def json_spots(text: str, number: int) -> Spot:
    """Give the places of one of a text's JSON values, which was read before.

    Raises:
        LookupError: it has no such value.
    """
    root = Spot(0, 0)
    _JsonWalk(text).fill(root, None)
    return root.inside[number]


class _JsonWalk:
    """Goes through the tokens of JSON that is known to be right, without recursion's limit being met."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _TOKEN.finditer(text)
        self.line, self.line_start, self.seen = 0, 0, 0
        self.value = 0
        self.twice: dict[int, Spot] = {}
        """The first key that is written twice, by the number of the value that it is in."""

    def spot(self, match: re.Match[str]) -> Spot:
        begin = match.start()
        self.line += self.text.count("\n", self.seen, begin)
        newline = self.text.rfind("\n", self.seen, begin)
        if newline >= 0:
            self.line_start = newline + 1
        self.seen = begin
        return Spot(self.line, begin - self.line_start)

    def fill(self, spot: Spot, end: str | None) -> None:
        """Take in the values up to the bracket `end`; those of the whole text if it is None."""
        key: str | None = None
        key_spot: Spot | None = None
        for match in self.tokens:
            word = match.group()
            if word == end:
                return
            if word in ",:":
                continue
            here = self.spot(match)
            if end == "}" and key is None:
                key, key_spot = json.loads(word, strict=False), here
                continue
            if word in "{[":
                self.fill(here, "}" if word == "{" else "]")
            step: str | int = len(spot.inside) if key is None else key
            if key is not None and key_spot is not None and key in spot.inside:
                self.twice.setdefault(self.value, key_spot)
            spot.inside[step] = here if key_spot is None else Spot(key_spot.line, key_spot.column, here.inside)
            key = key_spot = None
            self.value += end is None


def json_duplicate(text: str, number: int, problem: Problem) -> Problem:
    """Give a problem of JSON the place of the first key that is written twice, if that is what it is about."""
    walk = _JsonWalk(text)
    root = Spot(0, 0)
    walk.fill(root, None)
    found = walk.twice.get(number)
    return problem if found is None else replace(problem, line=found.line, column=found.column)
