"""How long work tells what it does: steps that start and end, and waits that say what they wait for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from toolchain.errors import DeadlinePassed

T = TypeVar("T")


class Progress(Protocol):
    """What long work reports to; the command line draws it, tests record it."""

    def started(self, step: str) -> None:
        """Say that a step begins."""

    def noted(self, step: str, event: str) -> None:
        """Say the newest thing that happened in a step, in a few words."""

    def ended(self, step: str, seconds: float, outcome: str) -> None:
        """Say that a step is over, after how long, and how ("done", "already there", "failed: …")."""


class Silent:
    """A progress that goes nowhere."""

    def started(self, step: str) -> None:
        """Do nothing."""

    def noted(self, step: str, event: str) -> None:
        """Do nothing."""

    def ended(self, step: str, seconds: float, outcome: str) -> None:
        """Do nothing."""


class Step:
    """One running step, as the block that does it sees it."""

    def __init__(self, name: str, progress: Progress) -> None:
        self.name = name
        self.outcome = "done"
        self._progress = progress

    def note(self, event: str) -> None:
        """Report the newest event of this step."""
        self._progress.noted(self.name, event)


@contextmanager
def step(progress: Progress, name: str) -> Iterator[Step]:
    """Report a block of work as one step; set `outcome` in the block to say more than "done"."""
    began = time.monotonic()
    progress.started(name)
    current = Step(name, progress)
    try:
        yield current
    except BaseException as error:
        progress.ended(name, time.monotonic() - began, f"failed: {error}" if str(error) else "interrupted")
        raise
    progress.ended(name, time.monotonic() - began, current.outcome)


@dataclass(frozen=True)
class Observed:
    """What one look at a thing that is waited for showed: `done`, and the last event in a few words."""

    done: bool
    event: str


def wait_until(
    what: str,
    look: Callable[[], Observed],
    *,
    deadline_seconds: float,
    do: str,
    note: Callable[[str], None] = lambda event: None,
    interval_seconds: float = 0.2,
) -> None:
    """Look at a thing again and again until it is done.

    Args:
        what: what is waited for, e.g. "the API server to answer /readyz".
        look: one look; called at once and then each `interval_seconds`.
        deadline_seconds: how long to wait in all.
        do: the command to type next, or what to do, when the deadline passes.
        note: called with the last event at each look, so that whoever draws it knows that time goes on.

    Raises:
        DeadlinePassed: naming what was waited for, since when (RFC 3339), and the last event.
    """
    began, since = time.monotonic(), time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    last = ""
    while True:
        observed = look()
        if observed.done:
            return
        last = observed.event
        note(f"waiting for {what}: {last}")
        if time.monotonic() - began >= deadline_seconds:
            raise DeadlinePassed(
                f"waited {deadline_seconds:.0f} s (since {since}) for {what}; the last event was: {last or 'none'}",
                do=do,
            )
        time.sleep(interval_seconds)
