"""Where a document is written, kept small: its position is looked up only for findings, in any process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as File
from typing import Protocol

import yaml

from policies.gate.document import Path, Position
from policies.gate.loading.spots import Spot, json_spots, yaml_spots
from policies.gate.loading.stream import as_utf8, encoding_of

KEPT = 8
"""Documents whose positions are kept: the findings of one document come together."""


@dataclass(frozen=True, slots=True)
class Place:
    """A document's place: called with a path it gives the line and column, counted from 1.

    Args:
        file: the file on disk; None if `content` is all there is.
        offset: of the part that holds it, in bytes of UTF-8.
        length: of that part.
        line: of that part's first line, counted from 0.
        number: which document of that part it is.
        is_json: whether the part was read as JSON.
        inside: the path from the document to the object: of an item of a `List`, `("items", 3)`.
        content: the part itself, where there is no file to read it from again.
    """

    file: File | None
    offset: int
    length: int
    line: int
    number: int = 0
    is_json: bool = False
    inside: Path = ()
    content: bytes | None = None

    def __call__(self, path: Path) -> Position:
        """Give where a path begins; of one that isn't there, its longest beginning that is."""
        spots = self.spots()
        if spots is None:
            return Position(self.line + 1, 1)
        spot, _ = spots.at((*self.inside, *path))
        return Position(self.line + spot.line + 1, spot.column + 1)

    def within(self, *steps: str | int) -> Place:
        """Give the place of something inside."""
        return replace(self, inside=(*self.inside, *steps))

    def spots(self) -> Spot | None:
        """Give all positions of the document that it is in; None if the file has changed since."""
        return _spots(replace(self, inside=()))


@dataclass(frozen=True, slots=True)
class Fixed:
    """One place for all of a document: where nothing better is known."""

    line: int
    column: int = 1

    def __call__(self, path: Path) -> Position:
        """Give it, whatever the path."""
        return Position(self.line, self.column)

    def within(self, *steps: str | int) -> Fixed:
        """Give it for something inside too."""
        return self


class Located(Protocol):
    """The place of a document, or of something inside one."""

    def __call__(self, path: Path) -> Position:
        """Give where a path begins; of one that isn't there, its longest beginning that is."""
        ...

    def within(self, *steps: str | int) -> Located:
        """Give the place of something inside."""
        ...


@lru_cache(maxsize=KEPT)
def _spots(place: Place) -> Spot | None:
    try:
        part = _part(place)
        return json_spots(part.decode(), place.number) if place.is_json else yaml_spots(part, place.number)
    except (OSError, ValueError, LookupError, yaml.YAMLError):
        return None


def _part(place: Place) -> bytes:
    if place.content is not None or place.file is None:
        return place.content or b""
    with place.file.open("rb") as stream:
        encoding = encoding_of(stream.read(4))
        if encoding is None or encoding == "utf-8-sig":
            stream.seek(place.offset + (3 if encoding else 0))
            return stream.read(place.length)
        stream.seek(0)
        return as_utf8(stream.read(), file=str(place.file))[place.offset : place.offset + place.length]
