"""How a report is shown: one reporter a file, each with `write(report, stream, view)`, imported only when used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Protocol, TextIO, cast

from policies.gate.finding import Report
from policies.gate.reporting.view import View

REPORTERS: Mapping[str, str] = {
    "text": "policies.gate.reporting.text",
    "json": "policies.gate.reporting.json_object",
    "sarif": "policies.gate.reporting.sarif",
    "code-scanning": "policies.gate.reporting.code_scanning",
    "junit": "policies.gate.reporting.junit",
    "github": "policies.gate.reporting.github",
    "gitlab": "policies.gate.reporting.gitlab",
    "markdown": "policies.gate.reporting.markdown",
}
"""What `--output` takes: where each reporter is."""


class Reporter(Protocol):
    """What each reporter's module has."""

    def write(self, report: Report, stream: TextIO, view: View) -> None:
        """Write a report to a text stream, all of it."""


def write(output: str, report: Report, stream: TextIO, view: View | None = None) -> None:
    """Write a report in the form that `--output` names.

    Args:
        output: a key of `REPORTERS`.
        report: what the gate found.
        stream: where to; text, UTF-8.
        view: how it is to be shown; as for a pipe if not given.

    Raises:
        KeyError: there is no such form.
    """
    reporter = cast(Reporter, importlib.import_module(REPORTERS[output]))
    reporter.write(report, stream, view or View())
