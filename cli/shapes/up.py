"""What `platform up --output json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cli.shapes.sandbox import Status
from cli.shapes.shape import Shape


@dataclass(frozen=True)
class PlatformUp(Shape):
    """What `platform up` did, and what runs now."""

    seconds: float
    """How long it took."""
    stack: str
    """The stack that was stood up."""
    counts: Mapping[str, int]
    """Number of its resources by the engine's word; `same` were left as they are."""
    applications: Mapping[str, str]
    """Health of each Argo CD Application of the stack, by name."""
    sandbox: Status
    """The sandbox after it."""
