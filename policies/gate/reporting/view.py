"""What a reporter has to know beside the report: how wide, in colour, what failed the run, where sources are read."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

from policies.gate.finding import Finding, Severity
from policies.gate.reporting.source import lines_of_file

Lines: TypeAlias = Callable[[str, Collection[int]], Mapping[int, str]]
"""Gives lines of a file (as findings name it) by number, counted from 1; those that can't be read are left out."""


@dataclass(frozen=True, slots=True)
class View:
    """How a report is to be shown.

    Args:
        color: whether the stream is a terminal that may be coloured.
        width: columns of the stream; prose is folded at it.
        everything: whether nothing is folded or counted together, however much there is.
        fail_on: the least severity that fails the run.
        status: the exit status that the command will end with.
        errors: why the run could not judge something, one sentence each; status is 2 then.
        fix: what can be mended, as JSON has it; None if that wasn't asked.
        lines: reads the sources that findings point at.
        now: when the run ended.
        environ: the process's environment, which tells CI systems' files.
    """

    color: bool = False
    width: int = 80
    everything: bool = False
    fail_on: Severity = Severity.LOW
    status: int = 0
    errors: tuple[str, ...] = ()
    fix: Mapping[str, object] | None = None
    lines: Lines = lines_of_file
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)


def shown(finding: Finding) -> bool:
    """Tell whether a finding counts: it is neither waived nor in the baseline."""
    return finding.new and not finding.waived


def fails(finding: Finding, view: View) -> bool:
    """Tell whether a finding fails the run."""
    return shown(finding) and finding.severity >= view.fail_on
