"""What a person is told while Checkov is installed, once on a machine."""

from __future__ import annotations

import sys


class StandardError:
    """A progress of one line at each step's start and end, as make's own."""

    def started(self, step: str) -> None:
        """Say that a step begins."""
        self._say(f"   start  {step}")

    def noted(self, step: str, event: str) -> None:
        """Say nothing of what happens meanwhile, but what is waited for."""
        if event.startswith("waiting"):
            self._say(f"    wait  {event}")

    def ended(self, step: str, seconds: float, outcome: str) -> None:
        """Say that a step is over."""
        self._say(f"{seconds:9.1f}s  {step}: {outcome}")

    def _say(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)
