"""`--output github`: annotations on a pull request's lines by GitHub's workflow commands, and the job's summary.

Of one step GitHub keeps ten annotations of a level and drops the rest without a word; so the worst are annotated, and
the others told in a group of the log and in the summary (docs.github.com, "Workflow commands for GitHub Actions").
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from policies.gate.finding import Finding, Report, Severity
from policies.gate.reporting import markdown
from policies.gate.reporting.view import View, shown
from policies.gate.reporting.words import harmless, judged, printable, sentence, subject, verdict

MOST_OF_A_LEVEL = 10
LONGEST_MESSAGE = 3_000
"""Characters of a message; the runner cuts a line of the log that is far longer."""

LARGEST_SUMMARY = 1_000_000
"""Of a step's summary GitHub takes 1 MiB, else none of it."""

LEVELS: Mapping[Severity, str] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "warning",
    Severity.NOTICE: "notice",
}

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def write(report: Report, stream: TextIO, view: View) -> None:
    """Write workflow commands; if the environment names the step's summary file, append the Markdown report there.

    Args:
        report: what the gate found.
        stream: where to: the step's standard output.
        view: errors, the environment.
    """
    for error in view.errors:
        stream.write(f"::error title={property_value('The gate could not judge')}::{data(sentence(error))}\n")
    room = dict.fromkeys(LEVELS.values(), MOST_OF_A_LEVEL)
    room["error"] -= min(len(view.errors), MOST_OF_A_LEVEL)
    beyond = []
    for finding in sorted(filter(shown, report.findings), key=lambda each: -each.severity):
        level = LEVELS[finding.severity]
        if room[level] > 0:
            room[level] -= 1
            stream.write(command(level, finding))
        else:
            beyond.append(finding)
    if beyond:
        stream.write(f"::group::{len(beyond)} more, for which GitHub has no room as annotations\n")
        for finding in beyond:
            place = finding.location
            told = f"{place.file}:{place.line}: {finding.severity.word} {finding.rule}: {finding.message}"
            # A file's name can't begin a command.
            stream.write("  " + harmless(sentence(told)) + "\n")
        stream.write("::endgroup::\n")
    stream.write(harmless(judged(report)) + "\n" + harmless(verdict(report, view)) + "\n")
    summary = view.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        page = io.StringIO()
        markdown.write_at_most(report, page, view, LARGEST_SUMMARY)
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(page.getvalue())


def command(level: str, finding: Finding) -> str:
    """Give the workflow command of one finding."""
    place = finding.location
    about = subject(finding)
    told = [f"{about}: {sentence(finding.message)}" if about else sentence(finding.message)]
    told += [f"Why: {sentence(finding.why)}"] if finding.why else []
    told += [f"How to mend it: {sentence(finding.remediation)}"] if finding.remediation else []
    message = "\n".join(told)
    if len(message) > LONGEST_MESSAGE:
        message = message[:LONGEST_MESSAGE] + "…"
    title = f"{finding.severity.word}: {finding.rule} {finding.title}"
    where = f"file={property_value(place.file)},line={max(1, place.line)},col={max(1, place.column)}"
    return f"::{level} {where},title={property_value(sentence(title)[:200])}::{data(message)}\n"


def data(text: str) -> str:
    """Escape a command's message, as GitHub's own toolkit does."""
    return "".join(_DATA.get(each) or printable(each) for each in text)


def property_value(text: str) -> str:
    """Escape a command's property, as GitHub's own toolkit does."""
    return "".join(_PROPERTY.get(each) or each for each in printable(text))
