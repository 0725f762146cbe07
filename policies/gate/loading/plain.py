"""A short cut for YAML as people mostly write it: block mappings and sequences of one-line scalars.

Nearly all manifests are nothing else, and one expression over their lines reads them three times as fast as libyaml and
its events do. Whatever isn't certainly of that kind (a tab, an anchor, a tag, a text of several lines, a character that
isn't ASCII, equal keys, anything broken) is not read here at all but by `tree.py`; a test compares the two.
"""

from __future__ import annotations

import re
from typing import Any

from policies.gate.loading.flow import Unusual, flow_value, meaning
from policies.gate.loading.scalars import HINTS, WORDS
from policies.gate.loading.tree import Tree

DEPTH = 60
"""Levels of nesting that are read here."""

# Possessive (`++`, `*+`) wherever spaces could be shared out in several ways, so that no line takes quadratic time.
_INSIDE = r"""(?:[\w./@+=,()$%<>*&!?;|{}\[\]"'\\^`~#-]|:(?=[^ \n])|[ ](?=[^ #\n]))*+"""
"""What a plain scalar goes on with. A colon before a space would make it a key; a space before # ends it."""
_VALUE = rf"""(
    (?:[A-Za-z0-9_./$(]|-(?=[\w.-])){_INSIDE}
    |'[^'\n]*+'|"[^"\\\n]*+"
    |[\[{{][^\n#]*[\]}}]
    )"""
_KEY = r"""([A-Za-z_][\w./-]{0,200}+|"[\w./-]{1,200}+")"""
_LINE = re.compile(
    rf"^(?:[ ]*+\#.*|([ ]*+)((?:-[ ]++)*+)(?:{_KEY}:(?:[ ]++{_VALUE})?|{_VALUE})?(?:[ ]++(?:\#.*)?)?|(.+))$",
    re.MULTILINE | re.VERBOSE | re.ASCII,
)
"""A line: indentation, dashes, key and its value, or an item; or, last, one that isn't read here."""

_TOLD = HINTS | frozenset("'\"[{")
"""What a value begins with that isn't its own text."""

_HEAD = re.compile(r"---[ ]*+(?:(?<= )#.*)?(?:\n|\Z)")
_USUAL = bytes([ord("\n"), *range(ord(" "), ord("~") + 1)])


def plain_tree(content: bytes) -> Tree | None:
    """Read a text that holds one document; None if it isn't certainly of the simple kind, or holds nothing."""
    if content.translate(None, _USUAL):
        return None
    try:
        return _read(content.decode("ascii"))
    except Unusual:
        return None


def _read(text: str) -> Tree | None:
    head = _HEAD.match(text)
    number = 0 if head else -1
    first = -1
    root: Any = None
    # The container that the last line was in and the column where its lines begin; and those around it.
    container: Any = None
    column = -1
    around: list[tuple[int, Any]] = []
    pending: str | None = None  # The key whose value the next line decides on.
    for indent, dashes, key, value, item, bad in _LINE.findall(text, head.end() if head else 0):
        number += 1
        if bad or (item and not dashes):
            return None
        if not dashes and not key:
            continue
        at = len(indent)
        if pending is not None or first < 0:
            opened: Any = [] if dashes else {}
            if first < 0:
                first, root, column, container = number, opened, at, opened
            elif at > column or (dashes and at == column):
                container[pending] = opened
                around.append((column, container))
                column, container = at, opened
            else:
                container[pending] = None
            pending = None
        # Out of what stands further to the right, and out of a sequence that stands directly below its key.
        while at < column or (at == column and not dashes and type(container) is list):
            if not around:
                return None
            column, container = around.pop()
        if at != column or (type(container) is list) is not bool(dashes) or len(around) > DEPTH:
            return None
        if dashes:
            at += len(dashes)
            for inner in _openings(dashes, len(indent), key, item):
                container.append(inner[1])
                around.append((column, container))
                column, container = inner
            if item:
                container.append(_value(item) if item[0] in _TOLD else item)
                continue
        text_of_key = key[1:-1] if key[0] == '"' else key
        if key in WORDS or text_of_key in container:
            return None
        if value:
            container[text_of_key] = _value(value) if value[0] in _TOLD else value
        else:
            pending = text_of_key
    if pending is not None:
        container[pending] = None
    return Tree(root, first, None) if first >= 0 else None


def _openings(dashes: str, at: int, key: str, item: str) -> list[tuple[int, Any]]:
    """Give the containers that begin on a line behind its first dash, each with its column."""
    if not key and not item:
        raise Unusual
    if len(dashes) > DEPTH:
        raise Unusual
    inner: list[tuple[int, Any]] = []
    position = dashes.find("-", 1)
    while position > 0:
        inner.append((at + position, []))
        position = dashes.find("-", position + 1)
    if key:
        inner.append((at + len(dashes), {}))
    return inner


def _value(text: str) -> Any:
    first = text[0]
    if first in "'\"":
        return text[1:-1]
    if first in "[{":
        return flow_value(text)
    return meaning(text)
