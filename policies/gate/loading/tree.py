"""From libyaml's events to plain data, as Kubernetes reads it.

PyYAML's own constructor is not used: it reads YAML 1.1, keeps the last of two equal keys, and takes three times as
long. Events are what libyaml gives at the least cost; a node for each of them would cost half as much again.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from policies.gate.loading.limits import DEPTH, EXPANDED_NODES, NODE_CHARACTERS
from policies.gate.loading.scalars import HINTS, key_of, resolved

Event = Any
"""An event of PyYAML's; typeshed has none of the C parser's."""

_CORE = "tag:yaml.org,2002:"
_COLLECTIONS = {MappingStartEvent: "map", SequenceStartEvent: "seq"}
MERGE = "<<"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a document can't be judged: a clause, a clause about what to do, and where (counted from 0)."""

    what: str
    do: str
    line: int
    column: int


class Refusal(Exception):
    """A document that isn't read any further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Tree:
    """One YAML document.

    Args:
        value: plain data; what an alias stands for is one object in several places.
        line: where it begins, counted from 0.
        problem: what Kubernetes' readers refuse or disagree about, of which nothing is left in `value`: equal keys,
            tags, keys that are no text. It matters only if the document turns out to be a Kubernetes object.
    """

    value: Any
    line: int
    problem: Problem | None


def trees(text: bytes) -> Iterator[Tree]:
    """Give the documents of a text.

    Raises:
        Refusal: nested too deeply, or aliases that grow without end.
        yaml.YAMLError: it isn't YAML.
    """
    reader = _Reader(CParser(text).get_event)
    while (event := reader.next()) is not None:
        if type(event) is DocumentStartEvent:
            yield reader.document()


class _Reader:
    """Reads one document after the other; all that is remembered between events is here."""

    def __init__(self, get: Callable[[], Event]) -> None:
        self.next = get
        self.anchors: dict[str, Any] = {}
        self.aliased = False
        self.problem: Problem | None = None

    def document(self) -> Tree:
        self.anchors, self.aliased, self.problem = {}, False, None
        event = self.next()
        value = self._value(event, 1)
        if self.aliased and not is_bounded(value, EXPANDED_NODES):
            raise Refusal(_problem("its aliases stand for too much", "write out what is meant", event))
        return Tree(value, event.start_mark.line, self.problem)

    def _value(self, event: Event, depth: int) -> Any:
        kind = type(event)
        if kind is ScalarEvent:
            value = self._scalar(event)
            if event.anchor is not None:
                self.anchors[event.anchor] = value
            return value
        if kind is AliasEvent:
            return self._alias(event)
        if depth > DEPTH:
            raise Refusal(_problem(f"is nested more than {DEPTH} levels deep", "make it flatter", event))
        if event.tag is not None and event.tag not in ("!", _CORE + _COLLECTIONS[kind]):
            self._note(_tag(event))
        anchor = event.anchor
        if anchor is not None:
            # Until it is complete it can't be referred to.
            self.anchors.pop(anchor, None)
        value = self._mapping(depth) if kind is MappingStartEvent else self._sequence(depth)
        if anchor is not None:
            self.anchors[anchor] = value
        return value

    def _sequence(self, depth: int) -> list[Any]:
        found: list[Any] = []
        get, add = self.next, found.append
        while True:
            event = get()
            kind = type(event)
            if kind is ScalarEvent and event.anchor is None:
                add(self._scalar(event))
            elif kind is SequenceEndEvent:
                return found
            else:
                add(self._value(event, depth + 1))

    def _mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] | None = None
        get = self.next
        while True:
            event = get()
            if type(event) is MappingEndEvent:
                return found if merged is None else {**merged, **found}
            key = self._key(event, depth)
            value_event = get()
            if type(value_event) is ScalarEvent and value_event.anchor is None:
                value = self._scalar(value_event)
            else:
                value = self._value(value_event, depth + 1)
            if key in found:
                self._note(_problem(f"key {key!r} is written twice", "remove one of them", event))
            elif key == MERGE and event.implicit[0]:
                merged = self._merge(event, value, merged, found)
            else:
                found[key] = value

    def _key(self, event: Event, depth: int) -> str:
        if type(event) is ScalarEvent and event.tag is None and event.anchor is None:
            text: str = event.value
            if not event.implicit[0] or (text and text[0] not in HINTS):
                return text
        value = self._value(event, depth + 1)
        key = None if isinstance(value, dict | list) else key_of(value)
        if key is None:
            self._note(_problem("a key is no text", "write one between quotes", event))
            return ""
        return key

    def _scalar(self, event: Event) -> Any:
        text: str = event.value
        if event.implicit[0]:
            if text and text[0] not in HINTS:
                return text
            value = resolved(text)
            if isinstance(value, float) and (value != value or value - value != 0):
                self._note(_problem(f"{text} is a number that JSON has no word for", "write a finite one", event))
            return value
        return text if event.tag is None else self._tagged(event)

    def _tagged(self, event: Event) -> Any:
        tag, text = event.tag, event.value
        if tag in ("!", _CORE + "str"):
            return text
        if tag == _CORE + "binary":
            try:
                return base64.b64decode(re.sub(r"[\r\n]", "", text), validate=True).decode()
            except (binascii.Error, ValueError):
                self._note(_problem("!!binary holds no text in base64", "write the text", event))
                return text
        value = resolved(text)
        names = {bool: "bool", int: "int", float: "float", type(None): "null"}
        if tag == _CORE + names.get(type(value), ""):
            return value
        if tag == _CORE + "float" and type(value) is int:
            return value
        self._note(_tag(event))
        return text

    def _alias(self, event: Event) -> Any:
        self.aliased = True
        if event.anchor not in self.anchors:
            raise Refusal(
                _problem(f"*{event.anchor} stands for nothing that is complete above it", "write &… above", event)
            )
        return self.anchors[event.anchor]

    def _merge(self, event: Event, value: Any, merged: dict[str, Any] | None, found: dict[str, Any]) -> dict[str, Any]:
        """Take in what `<<` brings: of a list the first that has a key, and never over a key that is written out."""
        several = value if isinstance(value, list) else [value]
        if not all(isinstance(each, dict) for each in several):
            self._note(_problem("<< wants a mapping, or a list of them", "name one", event))
            return merged or {}
        taken: dict[str, Any] = {}
        for each in reversed(several):
            taken.update(each)
        before = {**(merged or {}), **found}
        for key in taken.keys() & before.keys():
            # go-yaml v2 lets the later one win, everybody else the one that is written out.
            if taken[key] != before[key]:
                self._note(_problem(f"<< brings {key!r} again, which stands above it", f"move << above {key!r}", event))
        return {**taken, **(merged or {})}

    def _note(self, problem: Problem) -> None:
        self.problem = self.problem or problem


def _problem(what: str, do: str, event: Event) -> Problem:
    return Problem(what, do, event.start_mark.line, event.start_mark.column)


def _tag(event: Event) -> Problem:
    written = event.tag.replace(_CORE, "!!")
    return _problem(f"tag {written} means nothing to Kubernetes", "remove it", event)


def is_bounded(value: Any, nodes: int | None = None) -> bool:
    """Tell whether a value stays within the depth, and within a number of nodes with its aliases written out."""
    count = 0
    waiting = [(value, 1)]
    while waiting:
        each, depth = waiting.pop()
        count += 1
        if isinstance(each, str):
            count += len(each) // NODE_CHARACTERS
        elif isinstance(each, dict):
            waiting.extend((inner, depth + 1) for inner in each.values())
        elif isinstance(each, list):
            waiting.extend((inner, depth + 1) for inner in each)
        if depth > DEPTH or (nodes is not None and count + len(waiting) > nodes):
            return False
    return True
