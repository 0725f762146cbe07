"""JSON values one after the other in a text, as Kubernetes reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from policies.gate.loading.limits import DEPTH
from policies.gate.loading.scalars import LARGEST_EXACT
from policies.gate.loading.tree import Problem, Refusal, is_bounded

_SPACE = re.compile(r"[ \t\r\n]*")
_HALF = re.compile(r"[\ud800-\udfff]")
_DIGITS = 40
"""Digits from which on an integer is beyond 64 bits whatever it is; Python refuses to read thousands."""


def json_values(text: str) -> Iterator[tuple[Any, int, Problem | None]]:
    """Give the values of a text, the line at which each begins (counted from 0), and what keeps it from being judged.

    Raises:
        ValueError: it isn't JSON; a `json.JSONDecodeError` that says where.
        Refusal: nested too deeply.
    """
    notes: list[str] = []
    decoder = json.JSONDecoder(
        object_pairs_hook=lambda pairs: _object(pairs, notes),
        parse_float=_number,
        parse_int=lambda digits: int(digits) if len(digits) < _DIGITS else _number(digits),
        parse_constant=_constant,
    )
    position = _end_of(_SPACE, text, 0)
    while position < len(text):
        line = text.count("\n", 0, position)
        notes.clear()
        try:
            value, position = decoder.raw_decode(text, position)
        except RecursionError:
            raise Refusal(Problem(f"is nested more than {DEPTH} levels deep", "make it flatter", line, 0)) from None
        if text.count("{") + text.count("[") > DEPTH and not is_bounded(value):
            raise Refusal(Problem(f"is nested more than {DEPTH} levels deep", "make it flatter", line, 0))
        if "\\u" in text and _has_half(value):
            notes.append("holds half a character (a lone surrogate)")
        yield value, line, Problem(notes[0], "mend it", line, 0) if notes else None
        position = _end_of(_SPACE, text, position)


def _object(pairs: list[tuple[str, Any]], notes: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        notes.append(f"key {twice!r} is written twice")
    return found


def _number(digits: str) -> int | float:
    number = float(digits)
    if number - number != 0:
        raise ValueError(f"{digits[:_DIGITS]} is out of range")
    return int(number) if number.is_integer() and abs(number) < LARGEST_EXACT else number


def _constant(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _has_half(value: Any) -> bool:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if _HALF.search(each):
                return True
        elif isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
    return False
