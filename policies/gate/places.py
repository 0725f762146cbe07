"""Where the gate keeps what it may lose: bundles, servers and verdicts below the shared cache."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def gate_cache(environ: Mapping[str, str] = os.environ) -> Path:
    """Give the gate's folder of the shared cache; SLIPWAY_CACHE moves the cache from ~/.cache/slipway."""
    return Path(environ.get("SLIPWAY_CACHE") or "~/.cache/slipway").expanduser().absolute() / "gate"


def checkout_of(start: Path) -> Path:
    """Give the checkout whose rules judge: the nearest folder upwards with `policies/rego`, else our own."""
    folder = start.absolute()
    for candidate in (folder, *folder.parents):
        if (candidate / "policies" / "rego").is_dir():
            return candidate
    return Path(__file__).parents[2]
