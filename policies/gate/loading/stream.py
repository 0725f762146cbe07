"""From a file to its YAML documents as bytes, one at a time: 100 MB need no more memory than the largest one.

The stream is cut where kubectl cuts it, at lines that begin with `---` (k8s.io/apimachinery, `util/yaml/decoder.go`);
inside a document such a line can't stand, since it ends even a block scalar (YAML 1.2.2, rule 211 `c-forbidden`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from policies.errors import InputError
from policies.gate.loading.limits import DOCUMENT_BYTES

_BLOCK = 1 << 20
_CUT = re.compile(rb"^---(?=[ \t\r\n])", re.MULTILINE)
_SEPARATOR = 4
_TOP = 4096
"""Bytes above which what stands before a separator is no mere list of directives."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
"""YAML may be UTF-16 if it says so by a byte order mark (YAML 1.2.2, chapter 5.2)."""

_DIRECTIVE = re.compile(rb"^%", re.MULTILINE)
_CONTENT = re.compile(rb"^[^%#\r\n]*[^%#\s]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a stream that holds whole documents, mostly one.

    Args:
        content: as UTF-8.
        offset: of its first byte in the stream as UTF-8, without a byte order mark.
        line: of its first line, counted from 0.
    """

    content: bytes
    offset: int
    line: int


def encoding_of(start: bytes) -> str | None:
    """Give the encoding that a byte order mark names; None if there is none."""
    return next((encoding for mark, encoding in _MARKS if start.startswith(mark)), None)


def as_utf8(content: bytes, *, file: str) -> bytes:
    """Give a file's content as UTF-8 without a byte order mark.

    Raises:
        InputError: it isn't what its byte order mark says.
    """
    encoding = encoding_of(content)
    if encoding is None:
        return content
    if encoding == "utf-8-sig":
        return content[len(codecs.BOM_UTF8) :]
    try:
        return content.decode(encoding).encode()
    except UnicodeError as error:
        raise InputError(
            f"is not {encoding.upper()}, as its first bytes say", where=file, do="save it as UTF-8"
        ) from error


def chunks(stream: BinaryIO, *, file: str) -> Iterator[Chunk]:
    """Cut a stream into parts.

    Args:
        stream: a file that was opened to read bytes.
        file: its name, for the message.

    Raises:
        InputError: a document is too large, or the stream isn't in the encoding that it names.
        OSError: it can't be read.
    """
    offset = line = 0
    held = b""
    for part in _parts(stream, file):
        content = held + part
        held = b""
        if b"%" in content and len(content) < _TOP and _DIRECTIVE.search(content) and not _CONTENT.search(content):
            # Directives belong to the document behind the separator.
            held = content
            continue
        yield Chunk(content, offset, line)
        offset += len(content)
        line += content.count(b"\n")
    if held:
        yield Chunk(held, offset, line)


def _parts(stream: BinaryIO, file: str) -> Iterator[bytes]:
    waiting = stream.read(_BLOCK)
    if encoding_of(waiting) not in (None, "utf-8-sig"):
        waiting += stream.read(DOCUMENT_BYTES)
    waiting = as_utf8(waiting, file=file)
    searched = 0
    while True:
        begin = 0
        for match in _CUT.finditer(waiting, searched):
            if match.start() > begin:
                yield waiting[begin : match.start()]
                begin = match.start()
        waiting = waiting[begin:]
        if len(waiting) > DOCUMENT_BYTES:
            raise InputError(
                f"holds a document of more than {DOCUMENT_BYTES >> 20} MiB", where=file, do="divide it by lines of ---"
            )
        # A separator that the block's end cuts in two is found with the next block.
        searched = max(1, len(waiting) - _SEPARATOR) if waiting else 0
        block = stream.read(_BLOCK)
        if not block:
            if waiting:
                yield waiting
            return
        waiting += block
