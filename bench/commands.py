"""How long does a person wait for the everyday commands?"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.measure import ROOT, Figure, repeated

RUNS = 15


def measure() -> list[Figure]:
    """Time commands that need no running sandbox, as whole processes."""
    platform = str(Path(sys.executable).parent / "platform")
    return [
        repeated("`platform --help`", RUNS, [platform, "--help"], folder=ROOT),
        repeated("`platform render order-service --check`", RUNS, [platform, "render", "order-service", "--check"]),
        repeated("`platform doctor -o json`", 5, [platform, "doctor", "-o", "json"]),
    ]
