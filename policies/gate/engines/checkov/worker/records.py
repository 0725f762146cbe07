"""What every framework asks Checkov's runners with."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any


def runner_filter(framework: str, checks: Sequence[str]) -> Any:
    """Make Checkov's filter: one framework, these checks (all if empty), nothing drawn, nothing fetched."""
    made = importlib.import_module("checkov.runner_filter").RunnerFilter
    return made(
        framework=[framework],
        checks=list(checks) or None,
        show_progress_bar=False,
        download_external_modules=False,
        run_image_referencer=False,
    )
