"""A YAML file as a tree in which every key and every value knows its file and line.

Only what YAML 1.1 and YAML 1.2 read alike is let in, because people's editors, Python and Kubernetes do not all speak
the same one: `no`, `010`, `1e3`, `0x1F`, `1:30` and `2024-01-01` mean different things to them, so they must be quoted.
Anchors, aliases, tags and merge keys are refused: what stands on a line is what is meant there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from delivery.errors import SpecError, quoted

LARGEST_FILE_BYTES = 256 * 1024
DEEPEST_NESTING = 16
LONGEST_NUMBER = 15  # digits that every reader keeps exactly: JSON's numbers are doubles to many of them

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file; `line` counts from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: `value` as it is read, `text` as it is written."""

    value: str | int | float | bool | None
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of values, in order."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Values by key, in the order of the file; each entry's place is the line of its key."""

    entries: dict[str, Entry]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's value and the line on which the key stands."""

    node: Node
    place: Place


Node: TypeAlias = Scalar | Sequence | Mapping

# YAML 1.2 core schema (yaml.org/spec/1.2.2, section 10.3.2), without what AMBIGUOUS takes away.
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
WHOLE_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
DECIMAL_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+")
# What YAML 1.1 (yaml.org/type) or YAML 1.2 takes for something else than text, while the other one reads it otherwise.
AMBIGUOUS = re.compile(
    r"(?i:y|n|yes|no|on|off)"
    r"|[-+]?0[0-9_]+|[-+]?0[bBoOxX][0-9a-fA-F_]+"  # octal, binary, hexadecimal
    r"|[-+]?[0-9][0-9_]*_[0-9_]*"
    r"|[-+]?(?:[0-9][0-9_]*)?\.?[0-9_]*[eE][-+]?[0-9]+"
    r"|[-+]?\.[0-9_]+|[-+]?[0-9][0-9_]*\.|[-+]?0[0-9]+\.[0-9]*"
    r"|(?i:[-+]?\.inf|\.nan)"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"  # base 60
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?"
    r"|=|<<"
)

Event: TypeAlias = (
    yaml.ScalarEvent | yaml.AliasEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent | yaml.CollectionEndEvent
)


def read_tree(path: Path, *, name: str | None = None) -> Mapping:
    """Read a YAML file whose top is a mapping.

    Args:
        path: the file.
        name: what messages call it; the path itself if None.

    Raises:
        SpecError: it cannot be read, is no YAML, or uses a part of YAML that readers disagree about.
    """
    name = name or str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SpecError(
            f"cannot be read ({error.strerror})", where=name, do="mend the path or its permissions"
        ) from error
    return parse_tree(content, name=name)


def parse_tree(content: bytes, *, name: str) -> Mapping:
    """Read YAML from memory; see `read_tree`.

    Args:
        content: the file's bytes, UTF-8.
        name: what messages call the file.

    Raises:
        SpecError: as for `read_tree`.
    """
    if len(content) > LARGEST_FILE_BYTES:
        raise SpecError(
            f"is {len(content)} bytes long, more than the {LARGEST_FILE_BYTES} that a spec may have",
            where=name,
            do="keep what is large out of it",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SpecError("is not UTF-8 text", where=f"{name}:{line}", do="save the file as UTF-8") from error
    try:
        return _Builder(text, name).mapping_of_the_file()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, max(len(text.splitlines()) - 1, 0)) + 1 if mark else 1
        raise SpecError(
            f"is not YAML ({error.problem or error.context})",
            where=f"{name}:{line}",
            do=_mend(error.problem or "", text, line),
        ) from error
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        raise SpecError(
            "holds a character that YAML does not allow",
            where=f"{name}:{line}",
            do="remove it, or write it as an escape in double quotes",
        ) from error


def plain(node: Node) -> Plain:
    """Give a tree's values without their places, as dicts, lists and scalars."""
    if isinstance(node, Mapping):
        return {key: plain(entry.node) for key, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value


# What the parser says → what to do about it.
MENDING = {
    "mapping values are not allowed in this context": 'put a value that holds ": " in quotes, or mend the indentation',
    "found character that cannot start any token": "put a value that begins with @, ` or % in quotes",
    "did not find expected key": "mend the indentation, or put the value in quotes",
    "could not find expected ':'": 'write "key: value" with a space after the colon',
    "did not find expected ',' or ']'": "close the bracket [",
    "did not find expected ',' or '}'": "close the bracket {",
    "found unexpected end of stream": "close the quotes",
}


def _mend(problem: str, text: str, line: int) -> str:
    written = "".join(text.splitlines()[line - 1 : line])
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return "indent with spaces, not with tabs"
    return MENDING.get(problem, "mend this line or the one before it")


class _Builder:
    """Makes the tree from the C parser's events, which alone still tell anchors, tags and quotes apart."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)

    def mapping_of_the_file(self) -> Mapping:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise SpecError(
                "is empty",
                where=self._name,
                do="write a service into it; docs/reference/service.schema.json tells what one has",
            )
        node = self._node(next(self._events), depth=0)
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise SpecError(
                "a second document begins here", where=str(self._place(after)), do="keep one service a file"
            )
        if not isinstance(node, Mapping):
            raise SpecError(
                "the file must hold keys and values", where=str(node.place), do='begin it with "apiVersion: slipway/v1"'
            )
        return node

    def _place(self, event: yaml.Event) -> Place:
        return Place(self._name, event.start_mark.line + 1 if event.start_mark else 1)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._place(event)
        self._refuse_indirection(event, place)
        if depth > DEEPEST_NESTING:
            raise SpecError(
                f"is nested more than {DEEPEST_NESTING} levels deep", where=str(place), do="take levels out"
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Sequence(tuple(items), place)
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101 - the grammar leaves nothing else
        return _scalar(event, place)

    def _mapping(self, place: Place, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar) or not isinstance(key.value, str):
                shown = quoted(key.text) if isinstance(key, Scalar) else "a list or mapping"
                raise SpecError(
                    f"{shown} stands where a name must stand",
                    where=str(key.place),
                    do="write a name, in quotes if need be",
                )
            if key.value in entries:
                first = entries[key.value].place.line
                raise SpecError(
                    f"{key.value}: stands a second time (first on line {first})",
                    where=str(key.place),
                    do="remove one of the two",
                )
            entries[key.value] = Entry(self._node(next(self._events), depth + 1), key.place)
        return Mapping(entries, place)

    def _refuse_indirection(self, event: yaml.Event, place: Place) -> None:
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            raise SpecError(f"*{anchor} is an alias", where=str(place), do="write out what it stands for")
        if anchor is not None:
            raise SpecError(
                f"&{anchor} is an anchor", where=str(place), do="remove it, and write out what its aliases stand for"
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            short = tag.replace("tag:yaml.org,2002:", "!!")
            raise SpecError(f"{short} is a tag", where=str(place), do="remove it, and put text in quotes")


def _scalar(event: yaml.ScalarEvent, place: Place) -> Scalar:
    text: str = event.value
    if event.style:
        return Scalar(text, text, place)
    if AMBIGUOUS.fullmatch(text):
        as_truth = {"y": "true", "yes": "true", "on": "true", "n": "false", "no": "false", "off": "false"}.get(
            text.lower()
        )
        other = f" or, if it is a truth value, as {as_truth}" if as_truth else ""
        raise SpecError(
            f"{text} is read in different ways by different YAML readers",
            where=str(place),
            do=f'write it as "{text}"{other}',
        )
    if text in NULLS:
        return Scalar(None, text, place)
    if text in TRUTH:
        return Scalar(TRUTH[text], text, place)
    number = WHOLE_NUMBER.fullmatch(text) or DECIMAL_NUMBER.fullmatch(text)
    if number and len(text) > LONGEST_NUMBER:
        raise SpecError(
            f"{quoted(text)[1:-1]} has too many digits for a number", where=str(place), do="put it in quotes"
        )
    if WHOLE_NUMBER.fullmatch(text):
        return Scalar(int(text), text, place)
    if DECIMAL_NUMBER.fullmatch(text):
        return Scalar(float(text), text, place)
    return Scalar(text, text, place)
