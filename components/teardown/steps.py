"""How a teardown goes from step to step: what is shown of each, what is kept of it, and how it stops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from components.teardown.report import Report, StepDone, of_stuck
from components.teardown.waiting import Patience, Removal
from components.teardown.wanted import Reach, Wanted
from toolchain.progress import Step, step

STEPS = 6


class Stop(Exception):
    """The steps end here; the report says why."""


class Steps:
    """The steps of one teardown, and the report that they fill.

    Args:
        wanted: what is taken down, and how far.
        reach: how it is reached.
    """

    def __init__(self, wanted: Wanted, reach: Reach) -> None:
        self.wanted, self.reach = wanted, reach
        self.report = Report(wanted.stack, planned=wanted.plan)
        self._forced: list[str] = []

    @contextmanager
    def _step(self, number: int, title: str) -> Iterator[Step]:
        with step(self.reach.progress, f"{number}/{STEPS}  {title}") as current:
            yield current

    def _done(self, current: Step, title: str, outcome: str, things: Sequence[str] = ()) -> None:
        current.outcome = outcome
        self.report.steps.append(StepDone(title, outcome, tuple(things)))

    def _stop(self, why: str, do: str, *, failed: bool = False) -> Stop:
        self.report.stopped, self.report.do, self.report.failed = why, do, failed
        return Stop(why)

    def _stop_unless_planned(self, why: str, so: str, do: str) -> None:
        """Stop here; a plan goes on to tell the other steps, and keeps the first reason."""
        if not self.wanted.plan:
            raise self._stop(why + so, do)
        if not self.report.stopped:
            self.report.stopped, self.report.do = why, do

    def _patience(self, current: Step) -> Patience:
        return Patience(
            self.wanted.deadline_seconds, self.wanted.force_finalizers, current.note, self.reach.interval_seconds
        )

    def _account(self, removal: Removal) -> None:
        """Count what is gone; stop at what is stuck."""
        self._forced += [str(one) for one in removal.forced]
        for one in removal.gone:
            self.report.add_gone(one.kind.kind)
        if removal.stuck:
            self.report.remains += of_stuck(removal.stuck)
            first, why = removal.stuck[0]
            more = f" and {len(removal.stuck) - 1} more" if len(removal.stuck) > 1 else ""
            raise self._stop(
                f"{first}{more} did not go within {self.wanted.deadline_seconds:.0f} s: {why}",
                f"see that the controller runs, then type it again; or, if nobody will ever do that work: "
                f"{self.wanted.command} --force-finalizers",
            )
