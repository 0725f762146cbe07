"""How long work looks: a live list of steps on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

    from toolchain.progress import Progress

NOTE_EVERY_SECONDS = 10.0
"""Plain lines repeat what a step does at most so often."""


class PlainProgress:
    """A line when a step starts, now and then what it does, and a line when it ends, with its time."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._lock = threading.Lock()
        self._told: dict[str, float] = {}

    def started(self, step: str) -> None:
        """Print that a step begins."""
        self._told[step] = time.monotonic()
        self._print(f"{'start':>8}  {step}")

    def noted(self, step: str, event: str) -> None:
        """Print what a step does, if it has been silent for a while."""
        now = time.monotonic()
        if now - self._told.get(step, 0.0) >= NOTE_EVERY_SECONDS:
            self._told[step] = now
            self._print(f"{'…':>8}  {step}: {event}")

    def ended(self, step: str, seconds: float, outcome: str) -> None:
        """Print that a step is over."""
        self._print(f"{seconds:7.1f}s  {step}: {outcome}")

    def _print(self, line: str) -> None:
        with self._lock:
            print(line, file=self._output, flush=True)


class LiveProgress:
    """Steps as lines: those that have ended scroll by, those that run stay below with spinner, clock and last event."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._running: dict[str, tuple[float, str]] = {}

    def started(self, step: str) -> None:
        """Add a running step."""
        with self._lock:
            self._running[step] = (time.monotonic(), "")

    def noted(self, step: str, event: str) -> None:
        """Change what stands behind a running step."""
        with self._lock:
            if step in self._running:
                self._running[step] = (self._running[step][0], " ".join(event.split()))

    def ended(self, step: str, seconds: float, outcome: str) -> None:
        """Print a step's line and take it from the running ones."""
        from rich.text import Text

        with self._lock:
            self._running.pop(step, None)
        good = not outcome.startswith(("failed", "interrupted"))
        mark = ("✓", "green") if good else ("✗", "red")
        line = Text.assemble((f" {mark[0]} ", mark[1]), (f"{seconds:7.1f}s  ", "dim"), step)
        if outcome != "done":
            line.append(f"  {' '.join(outcome.split())}", style="dim" if good else "red")
        # A failure's whole sentence follows as the command's error.
        self._console.print(line, soft_wrap=False, overflow="ellipsis", no_wrap=True)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the running steps."""
        from rich.text import Text

        frame = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[int(time.monotonic() * 10) % 10]
        with self._lock:
            running = list(self._running.items())
        for step, (began, event) in running:
            line = Text.assemble(
                (f" {frame} ", "cyan"),
                (f"{time.monotonic() - began:7.1f}s  ", "dim"),
                (step, "bold"),
                (f"  {event}", "dim"),
            )
            line.truncate(options.max_width, overflow="ellipsis")
            yield line


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Give a progress that writes to standard error for as long as the block runs, so that output stays clean."""
    if not sys.stderr.isatty():
        yield PlainProgress(sys.stderr)
        return
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True, highlight=False)
    progress = LiveProgress(console)
    with Live(progress, console=console, refresh_per_second=10, transient=True):
        yield progress
