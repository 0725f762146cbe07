"""What `platform render --output json` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cli.shapes.shape import Shape


@dataclass(frozen=True)
class RenderedFile(Shape):
    """One file of rendered manifests."""

    file: str
    """Its path in the checkout."""
    service: str
    """The service it belongs to."""
    environment: str
    """The environment it belongs to."""
    action: Literal["created", "changed", "removed", "unchanged"]
    """What rendering did to it or, with `--check`, would do."""
    diff: str | None
    """With `--check`: unified diff from what is there to what renders, empty if it is unchanged; else null."""


@dataclass(frozen=True)
class RenderSummary(Shape):
    """Rendering in numbers."""

    files: int
    """How many files there are."""
    created: int
    """How many were not there."""
    changed: int
    """How many differed."""
    removed: int
    """How many were there and are not rendered any more."""
    unchanged: int
    """How many are as rendered."""
    written: bool
    """False with `--check`, which writes nothing."""
    seconds: float
    """How long it took."""


@dataclass(frozen=True)
class Rendering(Shape):
    """What `platform render` wrote or, with `--check`, would write."""

    files: tuple[RenderedFile, ...]
    """Each file, by service and environment."""
    summary: RenderSummary
    """The same in numbers."""
