"""How the sandbox fails."""

from __future__ import annotations

from toolchain.errors import SlipwayError


class StateDamaged(SlipwayError):
    """A file in the state folder can't be used as it is."""


class PartFailed(SlipwayError):
    """A part of the sandbox died more often than it is restarted, or never became ready."""


class NotRunning(SlipwayError):
    """The sandbox is not up."""
