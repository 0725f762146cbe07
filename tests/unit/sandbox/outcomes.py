"""A progress for tests that look at what was said of it."""

from __future__ import annotations

from toolchain.progress import Silent


class Outcomes(Silent):
    """A progress that keeps how steps ended."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def ended(self, step: str, seconds: float, outcome: str) -> None:
        self.said.append(f"{step}: {outcome}")
