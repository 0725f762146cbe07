"""What `platform stack down` prints under `--output json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.shapes.shape import Shape

if TYPE_CHECKING:
    from components.teardown.report import Remaining, Report


@dataclass(frozen=True)
class TeardownStep(Shape):
    """One step of a teardown."""

    step: str
    """What it does."""
    outcome: str
    """What came of it, in a few words."""
    things: tuple[str, ...]
    """What it touched or, with `--plan`, would touch."""


@dataclass(frozen=True)
class LeftBehind(Shape):
    """One thing that is still there."""

    kind: str
    """What it is: a kind of AWS's or Kubernetes', a type token, or what protects it."""
    name: str
    """Its id, ARN, URN, or namespace and name."""
    why: str
    """Why it is still there, or by what it is known to be the stack's."""
    do: str
    """The command to type, or what to do."""

    @classmethod
    def of(cls, remaining: Remaining) -> LeftBehind:
        """Give it as it is printed."""
        return cls(remaining.kind, remaining.name, remaining.why, remaining.do)


@dataclass(frozen=True)
class StackDown(Shape):
    """What a teardown did, or with `--plan` would do."""

    stack: str
    """The stack."""
    planned: bool
    """True with `--plan`: nothing was changed."""
    steps: tuple[TeardownStep, ...]
    """The steps that were gone through."""
    gone: Mapping[str, int]
    """How many of what are gone, by kind."""
    remains: tuple[LeftBehind, ...]
    """What is there and should not be; empty if the stack is gone and that was proved."""
    kept: tuple[LeftBehind, ...]
    """What stays on purpose, or goes by itself on a date."""
    stopped: str | None
    """Why it did not go on to its end; null if it did."""
    do: str | None
    """What to type next; null if nothing has to be done."""

    @classmethod
    def of(cls, report: Report) -> StackDown:
        """Give a report as it is printed."""
        return cls(
            report.stack,
            report.planned,
            tuple(TeardownStep(one.title, one.outcome, one.things) for one in report.steps),
            report.gone,
            tuple(map(LeftBehind.of, report.remains)),
            tuple(map(LeftBehind.of, report.kept)),
            report.stopped or None,
            report.do or None,
        )
