"""What a run is told, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from policies.gate.finding import Report, Severity
from policies.gate.places import gate_cache

if TYPE_CHECKING:
    from toolchain.progress import Progress


@dataclass(frozen=True, slots=True)
class Options:
    """How a run judges.

    Args:
        engines: the engines that judge all that they can; none for the default, each where it is needed.
        changed_since: only what changed since this ref, and what it is deployed together with.
        baseline: a file of findings that were there before.
        settings: a file of settings in place of policies/settings.yaml; the trusted ref has no say in it.
        trusted_ref: the ref from which rules, settings, waivers and baseline are taken.
        unknown_fails: whether what could not be decided is a finding.
        fail_on: the least severity that fails.
        use_cache: whether verdicts of earlier runs are believed.
        directory: from where paths are read and files are named; the repository is around it.
        today: the day by which waivers are judged; None for today by UTC, as the cluster judges.
        progress: told of what must be built or installed first.
        now: the time by which releases are judged; None for now.
        jobs: how many processes judge; None for as many as there are cores.
        cache: the gate's folder of the shared cache.
    """

    engines: tuple[str, ...] = ()
    changed_since: str | None = None
    baseline: Path | None = None
    settings: Path | None = None
    trusted_ref: str | None = None
    unknown_fails: bool = False
    fail_on: Severity = Severity.LOW
    use_cache: bool = True
    directory: Path = field(default_factory=Path.cwd)
    today: date | None = None
    now: datetime | None = None
    progress: Progress | None = None
    jobs: int | None = None
    cache: Path = field(default_factory=gate_cache)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to.

    Args:
        report: the findings and the numbers.
        errors: why something could not be judged, a sentence each, naming the input.
        status: 0 nothing at or above `fail_on`, 1 findings, 2 something could not be judged.
    """

    report: Report
    errors: tuple[str, ...]
    status: int
