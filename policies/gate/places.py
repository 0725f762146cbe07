"""Where the gate keeps what it may lose: bundles, servers and verdicts below the shared cache."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from policies.gate.loading.listing import repository_root


def gate_cache(environ: Mapping[str, str] = os.environ) -> Path:
    """Give the gate's folder of the shared cache; SLIPWAY_CACHE moves the cache from ~/.cache/slipway."""
    return Path(environ.get("SLIPWAY_CACHE") or "~/.cache/slipway").expanduser().absolute() / "gate"


RULES = Path("policies/rego")
"""Where the platform's rules are, from a checkout's folder."""


def checkout_of(start: Path) -> Path:
    """Give the folder whose `policies/` hold: the nearest upwards with rules in it, else the repository, else `start`.

    What has no rules of its own is judged by ours (`with_rules`), and agrees its exceptions and exclusions itself: ours
    are about our own files.
    """
    folder = start.absolute()
    for candidate in (folder, *folder.parents):
        if (candidate / RULES).is_dir():
            return candidate
    return Path(repository_root(str(folder)) or folder)


def with_rules(checkout: Path) -> Path:
    """Give a checkout if it has the platform's rules, else that of this program."""
    return checkout if (checkout / RULES).is_dir() else Path(__file__).parents[2]
