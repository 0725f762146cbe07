"""How Pulumi's engine fails."""

from __future__ import annotations

from toolchain.errors import SlipwayError


class EngineFailed(SlipwayError):
    """Pulumi's engine ended with an error."""
