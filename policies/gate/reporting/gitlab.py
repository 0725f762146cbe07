"""`--output gitlab`: GitLab's Code Quality report, which marks a merge request's lines.

The form is the part of Code Climate's that GitLab reads (docs.gitlab.com/ci/testing/code_quality, "Code Quality report
format"). What a waiver covers and what the baseline has isn't told: GitLab knows no such thing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, TextIO

from policies.gate.baseline import fingerprint
from policies.gate.finding import Finding, Report, Severity
from policies.gate.reporting.view import View, shown
from policies.gate.reporting.words import printable, sentence, subject

SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.NOTICE: "info",
}


def write(report: Report, stream: TextIO, view: View) -> None:
    """Write one JSON array.

    Args:
        report: what the gate found.
        stream: where to.
        view: not asked.
    """
    seen: Counter[str] = Counter()
    stream.write(json.dumps([_entry(each, seen) for each in report.findings if shown(each)], indent=1) + "\n")


def _entry(finding: Finding, seen: Counter[str]) -> dict[str, Any]:
    mark = fingerprint(finding, message=False)
    seen[mark] += 1
    about = subject(finding)
    said = f"{about}: {sentence(finding.message)}" if about else sentence(finding.message)
    return {
        "description": f"{said}. {sentence(finding.remediation)}".removesuffix(". "),
        "check_name": printable(finding.rule),
        "fingerprint": f"{mark}{seen[mark]}",
        "severity": SEVERITIES[finding.severity],
        "location": {"path": finding.location.file, "lines": {"begin": max(1, finding.location.line)}},
    }
