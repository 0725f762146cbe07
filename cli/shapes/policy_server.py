"""What `platform policy server` prints under `--output json`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cli.shapes.shape import Shape


@dataclass(frozen=True)
class PolicyServer(Shape):
    """One OPA that is kept warm."""

    bundle: str
    """The digest of the rules and settings by which it judges."""
    keeper: int
    """The process that keeps it and asks it."""
    opa: int
    """OPA's process."""


@dataclass(frozen=True)
class PolicyServers(Shape):
    """The OPA servers of this machine's cache."""

    servers: Sequence[PolicyServer]
    """Those that run, or ran until they were stopped."""
    stopped: bool
    """Whether they were stopped."""
