"""`--output markdown`: a comment on a pull request. The verdict first, then what to mend, the worst first.

GitHub takes 65,536 characters of a comment. What doesn't fit is counted at the end, and nothing is cut in its middle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from policies.gate.finding import Finding, Report, Severity
from policies.gate.reporting.markup import block, code, html, prose
from policies.gate.reporting.source import excerpt, lines_at
from policies.gate.reporting.view import View, shown
from policies.gate.reporting.words import (
    SEVERITIES,
    counted,
    is_rule,
    judged,
    subject,
    verdict,
)

LARGEST = 65_000
"""Characters of a comment: GitHub's limit less some room for what a workflow adds."""

MARK = "<!-- slipway-gate -->"
"""The comment's last line, by which a workflow finds its own comment again."""

ROWS = 20
"""So many rows of waivers, and of what was skipped."""

TAIL = 6_000
"""Characters kept free for what comes after the findings: so many at most are waivers and skips."""

SIGNS: Mapping[int, str] = {0: "✅", 1: "❌", 2: "⚠️"}

LANGUAGES: Mapping[str, str] = {"yaml": "yaml", "yml": "yaml", "json": "json", "py": "python"}


def write(report: Report, stream: TextIO, view: View) -> None:
    """Write a comment of at most 65,000 characters.

    Args:
        report: what the gate found.
        stream: where to.
        view: status, errors, and where excerpts are read.
    """
    write_at_most(report, stream, view, LARGEST)


def write_at_most(report: Report, stream: TextIO, view: View, largest: int) -> None:
    """Write a report of at most so many characters (not fewer than 10,000)."""
    opening = "\n".join(_opening(report, view))
    closing = "\n".join(_closing(report))
    if len(closing) > TAIL:
        closing = _only_counted(report)
    room = largest - len(opening) - len(closing) - 500
    stream.write(opening)
    visible = [finding for finding in report.findings if shown(finding)]
    told = 0
    open_file = None
    for file, same, written in _pieces(report.findings, view):
        heading = "" if file == open_file else f"\n### {code(file)}\n"
        if len(heading) + len(written) > room:
            break
        room -= len(heading) + len(written)
        open_file = file
        stream.write(heading + written)
        told += same
    if told < len(visible):
        left = counted(len(visible) - told, "more finding")
        stream.write(f"\n**{left} {'does' if len(visible) - told == 1 else 'do'} not fit here**, none of them worse ")
        stream.write("than the last one of its file above; `platform check` tells them all.\n")
    stream.write(closing)


def _opening(report: Report, view: View) -> Iterator[str]:
    yield f"## {SIGNS.get(view.status, SIGNS[2])} The gate {prose(verdict(report, view))}"
    yield ""
    for error in view.errors:
        yield f"- **not judged**: {prose(error)}"
    if view.errors:
        yield ""
    rows = [(severity, *_counts(report.findings, severity)) for severity in SEVERITIES]
    rows = [row for row in rows if any(row[1:])]
    if rows:
        yield "| severity | to mend | waived | in the baseline |"
        yield "|---|--:|--:|--:|"
        yield from (f"| {severity.word} | {new} | {waived} | {old} |" for severity, new, waived, old in rows)
    yield ""


def _counts(findings: Iterable[Finding], severity: Severity) -> tuple[int, int, int]:
    same = [finding for finding in findings if finding.severity is severity]
    waived = sum(finding.waived for finding in same)
    new = sum(shown(finding) for finding in same)
    return new, waived, len(same) - new - waived


def _pieces(findings: Iterable[Finding], view: View) -> Iterator[tuple[str, int, str]]:
    """Give a piece for each finding: its file, how many it tells, and its text; the worst files first."""
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.location.file, []).append(finding)
    for file, there in sorted(files.items(), key=_worst_first):
        lines = lines_at(file, there, view.lines)
        for finding in sorted(filter(shown, there), key=lambda each: -each.severity):
            yield file, 1, _told(finding, lines)


def _worst_first(row: tuple[str, Sequence[Finding]]) -> tuple[int, str]:
    return -max((finding.severity for finding in row[1] if shown(finding)), default=-1), row[0]


def _told(finding: Finding, lines: Mapping[int, str]) -> str:
    place = finding.location
    asked = (*finding.controls, *(each for each in finding.also if each not in finding.controls))
    rows = excerpt(finding, lines)
    summary = (
        f"<b>{finding.severity.word}</b> · line {place.line} · {html(finding.message)} · {html(f'`{finding.rule}`')}"
    )
    parts = [f"**Where**: {code(f'{place.file}:{place.line}')}, {prose(subject(finding))}"]
    if rows:
        width = len(str(rows[-1][0]))
        marked = [f"{'>' if number == place.line else ' '} {number:>{width}} | {text}" for number, text in rows]
        parts.append(block(marked, LANGUAGES.get(place.file.rpartition(".")[2], "")))
    if finding.why:
        parts.append(f"**Why**: {prose(finding.why)}")
    if finding.remediation:
        parts.append(f"**How to mend it**: {prose(finding.remediation)}")
    if asked:
        parts.append(f"Asked by {', '.join(map(code, asked))}.")
    return f"\n<details><summary>{summary}</summary>\n\n" + "\n\n".join(parts) + "\n\n</details>\n"


def _closing(report: Report) -> Iterator[str]:
    waived = Counter(
        (finding.rule, subject(finding), finding.waiver or "") for finding in report.findings if finding.waived
    )
    if waived:
        yield f"\n<details><summary>{waived.total()} waived</summary>\n"
        yield "| rule | resource | reason |\n|---|---|---|"
        for (rule, about, reason), count in waived.most_common(ROWS):
            yield f"| {code(rule)} | {prose(about)}{f' × {count}' if count > 1 else ''} | {prose(reason)} |"
        yield from _more(len(waived))
        yield "\n</details>"
    undecided = report.summary.undecided
    if undecided:
        yield f"\n<details><summary>{sum(each.count for each in undecided)} unknown or not judged</summary>\n"
        yield "| | what | why | times |\n|---|---|---|--:|"
        for each in undecided[:ROWS]:
            word = "unknown" if is_rule(each) else "skipped"
            yield f"| {word} | {code(each.rule)} | {prose(each.property)} | {each.count} |"
        yield from _more(len(undecided))
        yield "\n</details>"
    yield from _last(report)


def _only_counted(report: Report) -> str:
    waived = sum(finding.waived for finding in report.findings)
    undecided = sum(each.count for each in report.summary.undecided)
    counts = f"\n{waived} waived, {undecided} unknown or not judged: too long to be listed here."
    return "\n".join((counts, *_last(report)))


def _more(rows: int) -> Iterator[str]:
    if rows > ROWS:
        yield f"\n… and {counted(rows - ROWS, 'more row')}."


def _last(report: Report) -> Iterator[str]:
    yield f"\n<sub>{prose(judged(report))}.</sub>\n"
    yield MARK + "\n"
