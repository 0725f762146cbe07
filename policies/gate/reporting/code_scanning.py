"""`--output code-scanning`: SARIF as GitHub's code scanning can use it, without what is waived or in the baseline.

It opens an alert for each result, also for one with `suppressions` (github.com/github/codeql-action/issues/1230).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TextIO

from policies.gate.finding import Report
from policies.gate.reporting import sarif
from policies.gate.reporting.view import View, shown


def write(report: Report, stream: TextIO, view: View) -> None:
    """Write a SARIF log of what counts.

    Args:
        report: what the gate found.
        stream: where to.
        view: as for `sarif`.
    """
    sarif.write(replace(report, findings=tuple(filter(shown, report.findings))), stream, view)
