"""Being written: a line a finding."""

from __future__ import annotations

from typing import TextIO

from policies.gate.finding import Report
from policies.gate.reporting.view import View


def write(report: Report, stream: TextIO, view: View) -> None:
    """Write a report."""
    for finding in report.findings:
        place = finding.location
        stream.write(f"{place.file}:{place.line}: {finding.severity.word} {finding.rule} {finding.message}\n")
