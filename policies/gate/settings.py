"""What people set of the gate, in policies/settings.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Set:
    """What is set.

    Args:
        rego: `data.slipway.settings`: only what was set.
        excluded: paths that are not judged, each with the reason.
    """

    rego: Mapping[str, Any] = field(default_factory=dict)
    excluded: Mapping[str, str] = field(default_factory=dict)


def read_settings(path: Path, cache: Path) -> Set:
    """Give what is set; nothing where there is no such file."""
    return Set()
