"""What the Go templates in a text read of a cluster's annotations and labels, found without running them.

The syntax is that of Go's text/template; `index` is its own function, `dig`, `get`, `hasKey` and `pluck` are Sprig's,
all of which Argo CD gives to ApplicationSets ("Go Template" in its ApplicationSet documentation). Without
`goTemplate: true` a template is only a path, `{{metadata.annotations.KEY}}`, and read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["annotations", "labels"]

_ACTION = re.compile(r"\{\{-?(?!/\*)(?P<inside>(?:\"(?:\\.|[^\"\\])*\"|`[^`]*`|[^\"`])*?)-?\}\}", re.DOTALL)
_COMMENT = re.compile(r"\{\{-?\s*/\*.*?\*/\s*-?\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\])*"|`[^`]*`)
      | (?P<path>\$?[A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)+|\$[A-Za-z_0-9]*|\.)
      | (?P<sign>[()|,]|:?=)
      | (?P<word>[^\s()|,"`]+)""",
    re.VERBOSE,
)
_FAST = re.compile(r"\s*metadata\.(?P<kind>annotations|labels)\.(?P<key>[^\s{}|()\"`]+)\s*")
_KEYWORDS = frozenset({"if", "else", "end", "with", "range", "define", "block", "template", "break", "continue"})
_SIGNS = frozenset({"(", ")", "|", ",", "=", ":="})


@dataclass(frozen=True)
class Reading:
    """One place where a template reads.

    Attributes:
        line: line in the text, from 1.
        kind: what is read.
        key: the key; None if only running the template would tell.
        dotted: whether it is written as a field, as only keys without dots, slashes and hyphens can be.
        written: the template, as it stands there.
    """

    line: int
    kind: Kind
    key: str | None
    dotted: bool
    written: str


@dataclass(frozen=True)
class _Call:
    """A function and its arguments; a value alone is a call without arguments."""

    parts: list[_Value] = field(default_factory=list)


@dataclass(frozen=True)
class _Value:
    """A word, a text, a path, or a pipeline in parentheses with the fields that follow it."""

    text: str | None = None
    path: tuple[str, ...] | None = None
    word: str | None = None
    inner: list[_Call] | None = None


@dataclass(frozen=True)
class _Found:
    """A path below the cluster; `dotted` tells that its last step is written as a field."""

    path: tuple[str | None, ...]
    dotted: bool = False


def readings(text: str) -> list[Reading]:
    """Find every read of the cluster's annotations and labels in a text.

    Example:
        >>> [reading.key for reading in readings('id: {{ index .metadata.annotations "slipway.dev/vpc-id" }}')]
        ['slipway.dev/vpc-id']
    """
    # Comments keep their lines and lose their content.
    plain = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    found: list[Reading] = []
    for action in _ACTION.finditer(plain):
        line = plain.count("\n", 0, action.start()) + 1
        if fast := _FAST.fullmatch(action["inside"]):
            kind: Kind = "labels" if fast["kind"] == "labels" else "annotations"
            found.append(Reading(line, kind, fast["key"], False, action[0]))
            continue
        for one in _read(_parsed(action["inside"])):
            found += [Reading(line, kind, key, one.dotted, action[0]) for kind, key in _below_metadata(one)]
    return found


def _below_metadata(found: _Found) -> Iterator[tuple[Kind, str | None]]:
    match found.path:
        case ("metadata", ("annotations" | "labels") as kind, *keys):
            known = keys and None not in keys
            yield ("labels" if kind == "labels" else "annotations"), ".".join(map(str, keys)) if known else None
        case ("metadata",) | ("metadata", None, *_):
            yield "annotations", None


def _parsed(inside: str) -> list[_Call]:
    calls, _ = _pipeline([(token.lastgroup or "", token[0], token.start()) for token in _TOKEN.finditer(inside)], 0)
    return calls


def _pipeline(tokens: Sequence[tuple[str, str, int]], at: int) -> tuple[list[_Call], int]:
    calls = [_Call()]
    while at < len(tokens):
        kind, text, _ = tokens[at]
        at += 1
        if text == ")" and kind == "sign":
            return calls, at
        if text in _SIGNS:
            if text == "(":
                inner, at = _pipeline(tokens, at)
                fields: tuple[str, ...] = ()
                # `(…).a.b`: the path begins where the parenthesis ends.
                if at < len(tokens) and tokens[at][0] == "path" and tokens[at][2] == tokens[at - 1][2] + 1:
                    fields, at = tuple(tokens[at][1].split(".")[1:]), at + 1
                calls[-1].parts.append(_Value(inner=inner, path=fields))
            else:
                calls.append(_Call())
            if text == "|":
                # What is before the bar is the last argument of what is after it.
                calls[-1].parts.append(_Value(word="|"))
        elif kind == "text":
            calls[-1].parts.append(_Value(text=text[1:-1]))
        elif kind == "path":
            root, *steps = text.split(".")
            known = root in ("", "$")
            calls[-1].parts.append(_Value(path=tuple(step for step in steps if step)) if known else _Value(word=text))
        elif text not in _KEYWORDS:
            calls[-1].parts.append(_Value(word=text))
    return calls, at


def _read(calls: Sequence[_Call]) -> Iterator[_Found]:
    """Give all paths that a pipeline reads; each as deep as the template tells."""
    before: _Found | None = None
    for number, call in enumerate(calls):
        piped = bool(call.parts) and call.parts[0].word == "|"
        parts = call.parts[1:] if piped else call.parts
        value, aside = _called(parts, before if piped else None)
        yield from aside
        goes_on = number + 1 < len(calls) and calls[number + 1].parts[:1] == [_Value(word="|")]
        before = value if goes_on else None
        if value is not None and not goes_on:
            yield value


def _called(parts: Sequence[_Value], piped: _Found | None) -> tuple[_Found | None, list[_Found]]:
    """Give the path that a call's result is, if it is one, and the paths that its arguments read beside that."""
    aside: list[_Found] = []
    if not parts:
        return piped, aside
    name, rest = parts[0].word, list(parts[1:])
    arguments: list[_Found | str | None] = []
    for part in rest if name else parts:
        value, more = _value(part)
        arguments.append(value)
        aside += more
    if piped is not None:
        arguments.append(piped)
    if not name:
        first, *others = arguments
        aside += [one for one in others if isinstance(one, _Found)]
        return (first if isinstance(first, _Found) else None), aside
    result = _looked_up(name, arguments)
    if result is None:
        aside += [one for one in arguments if isinstance(one, _Found)]
    return result, aside


def _looked_up(name: str, arguments: Sequence[_Found | str | None]) -> _Found | None:
    """Give the path that a function of maps looks up; None for other functions."""
    keys: Sequence[_Found | str | None]
    place: _Found | None
    match name, arguments:
        case (("index" | "get" | "hasKey"), [_Found() as place, *keys]) if keys:
            pass
        case "dig", [*keys, _default, _Found() as place] if keys:
            pass
        case "pluck", [key, *places]:
            place = next((one for one in places if isinstance(one, _Found)), None)
            keys = [key]
        case _:
            return None
    if place is None:
        return None
    return _Found((*place.path, *(key if isinstance(key, str) else None for key in keys)))


def _value(part: _Value) -> tuple[_Found | str | None, list[_Found]]:
    if part.text is not None:
        return part.text, []
    if part.inner is not None:
        found = list(_read(part.inner))
        if not part.path or not found:
            return (found[-1], found[:-1]) if found else (None, [])
        last = found[-1]
        return _Found((*last.path, *part.path), dotted=True), found[:-1]
    if part.path is not None:
        return _Found(part.path, dotted=len(part.path) > 2), []
    return None, []
