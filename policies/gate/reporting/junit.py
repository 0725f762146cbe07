"""`--output junit`: JUnit's XML, for the test pages of CI systems. A suite a file, a case a rule and resource.

Kept within the strictest schema in use (windyroad/JUnit-Schema, of Ant's reports): who takes more takes this too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import TextIO

from policies.gate.finding import Finding, Report
from policies.gate.reporting.view import View, fails
from policies.gate.reporting.words import is_rule, judged, printable, sentence, subject

Case = tuple[str, str, str]
"""A test case: its class, its name, and what it came to as XML (empty if it passed)."""

HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write(report: Report, stream: TextIO, view: View) -> None:
    """Write one XML document.

    Args:
        report: what the gate found.
        stream: where to; UTF-8.
        view: which findings fail, errors, the time.
    """
    files: dict[str, list[Finding]] = {}
    for finding in report.findings:
        files.setdefault(finding.location.file, []).append(finding)
    suites = [("slipway", list(_own_cases(report, view)))]
    suites += [(file, list(_cases(file, findings, view))) for file, findings in files.items()]
    stream.write(HEADER + "<testsuites>\n")
    for number, (name, cases) in enumerate(suites):
        stream.writelines(_suite(number, name, cases, report.summary.seconds if number == 0 else 0.0, view))
    stream.write("</testsuites>\n")


def _suite(number: int, name: str, cases: Sequence[Case], seconds: float, view: View) -> Iterator[str]:
    counts = {word: sum(result.startswith(f"<{word}") for _, _, result in cases) for word in ("failure", "error")}
    skipped = sum(result.startswith("<skipped") for _, _, result in cases)
    when = view.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    yield (
        f'  <testsuite id="{number}" package="slipway" name={quoted(name)} timestamp="{when}" hostname="localhost"'
        f' tests="{len(cases)}" failures="{counts["failure"]}" errors="{counts["error"]}" skipped="{skipped}"'
        f' time="{seconds:.3f}">\n    <properties/>\n'
    )
    for kind, title, result in cases:
        opening = f'    <testcase classname={quoted(kind)} name={quoted(title)} time="0"'
        yield f"{opening}>{result}</testcase>\n" if result else f"{opening}/>\n"
    yield "    <system-out/>\n    <system-err/>\n  </testsuite>\n"


def _own_cases(report: Report, view: View) -> Iterator[Case]:
    """Give the run itself as a case, so that a report without findings isn't empty; then what could not be judged."""
    yield "slipway", f"the gate: {judged(report)}", ""
    for error in view.errors:
        yield "slipway", sentence(error), f"<error type={quoted('not judged')} message={quoted(sentence(error))}/>"
    for each in report.summary.undecided:
        word = "unknown" if is_rule(each) else "skipped"
        yield "slipway", f"{word}: {printable(each.rule)}: {sentence(each.property)} ({each.count} times)", "<skipped/>"


def _cases(file: str, findings: Iterable[Finding], view: View) -> Iterator[Case]:
    cases: dict[str, list[Finding]] = {}
    for finding in findings:
        cases.setdefault(f"{printable(finding.rule)}: {subject(finding)}", []).append(finding)
    for title, same in cases.items():
        failing = [finding for finding in same if fails(finding, view)]
        if not failing:
            # A case of which nobody may say that it passed.
            yield printable(file), title, f"<skipped message={quoted(_why_not(same[0]))}/>"
            continue
        first = failing[0]
        body = "\n\n".join(_told(finding) for finding in failing)
        yield (
            printable(file),
            title,
            f"<failure type={quoted(first.severity.word)} message={quoted(sentence(first.message))}>"
            f"{escaped(body)}</failure>",
        )


def _why_not(finding: Finding) -> str:
    if finding.waived:
        return f"waived: {sentence(finding.waiver or '')}"
    return f"below what fails: {sentence(finding.message)}" if finding.new else "in the baseline"


def _told(finding: Finding) -> str:
    location = finding.location
    rows = [
        f"{printable(location.file)}:{location.line}:{location.column}: {sentence(finding.message)}",
        f"Why: {sentence(finding.why)}",
        f"How to mend it: {sentence(finding.remediation)}",
        f"Asked by: {printable(', '.join((*finding.controls, *finding.also)))}",
    ]
    return "\n".join(row for row in rows if not row.endswith(": "))


def escaped(text: str) -> str:
    """Give a text as XML's content; line breaks stay, what XML can't hold was made visible before.

    `>` is escaped too, as `]]>` may not stand in content.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """Give a text as an attribute's value, in quotes."""
    return '"' + escaped(printable(text)).replace('"', "&quot;") + '"'
