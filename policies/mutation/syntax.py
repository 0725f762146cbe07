"""A Rego file as OPA parses it, with each node's place in the text; nothing here judges what to change."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from policies.errors import RuleError


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text: offsets in characters, the end not in it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """A Rego file: its text, its syntax tree as `opa parse` gives it with locations, where its lines begin."""

    text: str
    tree: Mapping[str, Any]
    line_starts: tuple[int, ...]

    def span(self, node: Mapping[str, Any]) -> Span | None:
        """Give where a node stands; None for one that OPA made itself or whose text it doesn't give whole."""
        location = node.get("location")
        if not location or node.get("generated"):
            return None
        words = base64.b64decode(location.get("text", "")).decode()
        start = self.line_starts[location["row"] - 1] + location["col"] - 1
        end = start + len(words)
        return Span(start, end) if words and self.text[start:end] == words else None

    def words(self, node: Mapping[str, Any]) -> str:
        """Give a node as it is written; empty where that isn't known."""
        span = self.span(node)
        return self.text[span.start : span.end] if span else ""


def parsed(opa: Path, file: Path) -> Source:
    """Parse a Rego file.

    Raises:
        RuleError: OPA can't parse it.
    """
    command = [str(opa), "parse", "--format", "json", "--json-include", "locations,-comments", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuleError("does not parse", where=str(file), do=f"type `opa check {file}` to see why")
    text = file.read_text(encoding="utf-8")
    lengths = (len(line) + 1 for line in text.split("\n"))
    return Source(text, json.loads(done.stdout), tuple(accumulate(lengths, initial=0)))


def rules(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the rules of a tree, each with its `else` branches in it."""
    yield from tree.get("rules", ())


def nodes(value: object) -> Iterator[Mapping[str, Any]]:
    """Give every node of a tree, outer ones first."""
    if isinstance(value, Mapping):
        yield value
        for key, part in value.items():
            if key != "location":
                yield from nodes(part)
    elif isinstance(value, list):
        for part in value:
            yield from nodes(part)


def called(node: Mapping[str, Any]) -> str | None:
    """Give the name of the function that a node calls, e.g. `sprintf` or `equal`; None if it calls none."""
    terms = node.get("terms") if "terms" in node else node.get("value") if node.get("type") == "call" else None
    if not isinstance(terms, list) or not terms or terms[0].get("type") != "ref":
        return None
    return ".".join(str(part.get("value")) for part in terms[0]["value"])


def expressions(value: object) -> Iterator[Mapping[str, Any]]:
    """Give every expression: what stands on a line of a body."""
    for node in nodes(value):
        if "terms" in node and "location" in node and not node.get("generated"):
            yield node
