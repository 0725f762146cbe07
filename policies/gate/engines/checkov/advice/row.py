"""What a reader is told of one of Checkov's checks, in our words."""

from __future__ import annotations

from dataclasses import dataclass

from policies.gate.finding import Severity

NOTICE, LOW, MEDIUM, HIGH, CRITICAL = Severity


@dataclass(frozen=True, slots=True)
class Advice:
    """A row. Checkov's open source has no severities (its vendor's platform adds them): these are our judgement, by
    what an attacker gains and how surely.

    Args:
        severity: how bad a finding is.
        wrong: what is wrong, one clause; `{name}` stands for what it is about, as Checkov names it.
        why: why it matters.
        mend: how to mend it.
    """

    severity: Severity
    wrong: str
    why: str
    mend: str
