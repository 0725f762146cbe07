"""What is sent to the worker: files and objects, without what would hide a finding from Checkov."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from policies.errors import InputError
from policies.gate.document import Document
from policies.gate.engines.checkov import skips, triggers
from policies.gate.source import Source

T = TypeVar("T")

CHUNK_FILES, CHUNK_BYTES = 128, 1_000_000
"""One question is no larger, so that its time has a bound that says something."""

MOST_BYTES = 5_000_000
"""A larger file is not looked through for secrets; Checkov's own limit (CHECKOV_MAX_FILE_SIZE)."""

MOST_LINE = 100_000
"""A longer line is not looked through for secrets; detect-secrets' own limit (CHECKOV_MAX_LINE_LENGTH)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One file or object as it is sent.

    Args:
        number: which of those that the gate asked about it is.
        name: its file, as findings name it.
        content: the file's bytes, or the object in JSON.
    """

    number: int
    name: str
    content: bytes


def content_of(source: Source) -> bytes:
    """Read a file.

    Raises:
        InputError: it can't be read.
    """
    if source.content is not None:
        return source.content
    if source.path is None:
        raise InputError("has nothing to read", where=source.file, do="name a file")
    try:
        return source.path.read_bytes()
    except OSError as error:
        raise InputError(
            f"can't be read ({error.strerror})", where=source.file, do="mend its permissions, or leave it out"
        ) from error


def text_of(content: bytes) -> tuple[bytes, list[str]]:
    """Give a file as text in UTF-8, whatever it is written in; and what of it is not looked through for secrets.

    detect-secrets gives up a file that is not UTF-8, without a word; so the others are turned into it.
    """
    if len(content) > MOST_BYTES:
        return b"", [f"larger than {MOST_BYTES:,} bytes"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode()
    elif b"\0" in content:
        return b"", ["binary"]
    else:
        try:
            content.decode()
        except UnicodeDecodeError:
            content = content.decode("latin-1").encode()
    long = skips.lines_too_long(content, MOST_LINE)
    return content, [f"a line of more than {MOST_LINE:,} characters"] if long else []


def objects_of(documents: Iterable[tuple[int, Document]]) -> tuple[list[Asked], dict[int, Mapping[str, str]]]:
    """Give objects as they are sent, and for each number the reasons of the checks that its annotations skip."""
    asked: list[Asked] = []
    reasons: dict[int, Mapping[str, str]] = {}
    for number, document in documents:
        value, reasons[number] = skips.annotated(document.value)
        asked.append(Asked(number, document.file, json.dumps(triggers.spelled_out(value), default=str).encode()))
    return asked, reasons


def chunks(items: Iterable[T], make: Callable[[T], Asked]) -> Iterator[Sequence[Asked]]:
    """Give what is sent in questions of bounded size; each item is made only when its question is."""
    chunk: list[Asked] = []
    size = 0
    for item in items:
        made = make(item)
        if chunk and (len(chunk) == CHUNK_FILES or size + len(made.content) > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(made)
        size += len(made.content)
    if chunk:
        yield chunk
