"""A short cut for mappings and sequences between brackets on one line; what isn't certainly simple is not read here."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from policies.gate.loading.scalars import HINTS, WORDS, Scalar, resolved

DEPTH = 20
"""Levels of brackets that are read here."""

_PLAIN = r"[A-Za-z0-9_./$](?:[\w./=@+*()<>%^~;|&!$-]|:(?=[\w./])|[ ](?=[\w./]))*+"
_TOKEN = re.compile(rf"""[ ]?(?:([\[\]{{}},])|(:)[ ]|('[^'\n]*+'|"[^"\\\n]*+")|({_PLAIN}))""", re.ASCII)
"""A bracket or comma, a colon, a text between quotes, a plain scalar; with at most one space before it."""

_REMEMBERED = 4096


class Unusual(Exception):
    """Something that isn't read here."""


def flow_value(text: str) -> Any:
    """Give the value of a text that begins with a bracket.

    Raises:
        Unusual: it isn't certainly of the simple kind, and perhaps it is no YAML at all.
    """
    return _Flow(text).whole()


@lru_cache(maxsize=_REMEMBERED)
def meaning(text: str) -> Scalar:
    """Give the value of a plain scalar.

    Raises:
        Unusual: it is a number that JSON has no word for.
    """
    value = resolved(text)
    if isinstance(value, float) and value - value != 0:
        raise Unusual
    return value


class _Flow:
    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._mark = self._quoted = self._plain = ""
        self._is_colon = False

    def whole(self) -> Any:
        self._next()
        value = self._value(0)
        if self._position != len(self._text):
            raise Unusual
        return value

    def _next(self) -> None:
        match = _TOKEN.match(self._text, self._position)
        if match is None:
            raise Unusual
        self._mark, colon, self._quoted, self._plain = (group or "" for group in match.groups())
        self._is_colon = bool(colon)
        self._position = match.end()

    def _value(self, depth: int) -> Any:
        """Give the value that the token at hand begins; the token at hand is its last afterwards."""
        if depth > DEPTH:
            raise Unusual
        if self._mark == "[":
            return self._sequence(depth)
        if self._mark == "{":
            return self._mapping(depth)
        return self._scalar()

    def _scalar(self) -> Any:
        if self._quoted:
            return self._quoted[1:-1]
        if not self._plain:
            raise Unusual
        return meaning(self._plain) if self._plain[0] in HINTS else self._plain

    def _sequence(self, depth: int) -> list[Any]:
        found: list[Any] = []
        self._next()
        if self._mark == "]":
            return found
        while True:
            found.append(self._value(depth + 1))
            self._next()
            if self._mark == "]":
                return found
            if self._mark != ",":
                raise Unusual
            self._next()

    def _mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._next()
        if self._mark == "}":
            return found
        while True:
            key = self._quoted[1:-1] if self._quoted else self._plain
            # A digit may make it a number, whose text is another.
            if not key or key in found or (self._plain and (key in WORDS or key[0] in ".0123456789")):
                raise Unusual
            self._next()
            if not self._is_colon:
                raise Unusual
            self._next()
            found[key] = self._value(depth + 1)
            self._next()
            if self._mark == "}":
                return found
            if self._mark != ",":
                raise Unusual
            self._next()
