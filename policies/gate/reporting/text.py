"""`--output text`: for a person at a terminal. Findings by file and place, under the lines that they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TextIO

from policies.gate.finding import Finding, Report, Severity
from policies.gate.reporting.source import excerpt, lines_at
from policies.gate.reporting.view import View, shown
from policies.gate.reporting.words import (
    columns,
    counted,
    fitted,
    folded,
    harmless,
    is_rule,
    judged,
    printable,
    sentence,
    subject,
    verdict,
)

FOLD = 40
"""With more findings than that, those of one rule in one file are told together and each rule is explained once."""

LISTED = 12
"""So many rows of what was waived, unknown or skipped; how many more there are is told."""

PLACES = 8
"""So many line numbers of a rule's findings in one file."""

COLORS: Mapping[Severity, str] = {
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "31",
    Severity.MEDIUM: "33",
    Severity.LOW: "36",
    Severity.NOTICE: "34",
}
"""Of a severity's word and its rule (ECMA-48 SGR); no meaning is in the colour alone."""

_WORD = re.compile(r"[^\s:,{}\[\]]*")
"""The key or value at which a place begins."""

STATUS_COLORS = {0: "1;32", 1: "1;31", 2: "1;33"}


def write(report: Report, stream: TextIO, view: View) -> None:
    """Write a report for people.

    Args:
        report: what the gate found.
        stream: where to.
        view: width, colour, what fails, and whether all is told one by one.
    """
    for line in _lines(report, view):
        stream.write(harmless(line.rstrip()) + "\n")


def _lines(report: Report, view: View) -> Iterator[str]:
    visible = [finding for finding in report.findings if shown(finding)]
    short = len(visible) > FOLD and not view.everything
    files: dict[str, list[Finding]] = {}
    for finding in report.findings:
        files.setdefault(finding.location.file, []).append(finding)
    explained: set[str] = set()
    for file, there in files.items():
        findings = [finding for finding in there if shown(finding)]
        if not findings:
            continue
        yield _paint("1", printable(file), view)
        if short:
            yield from _folded(findings, view)
        else:
            yield from _places(findings, lines_at(file, there, view.lines), explained, view)
        yield ""
    if short:
        yield from _rules(visible, view)
    yield from _rest(report, view)
    for error in view.errors:
        yield from _prose("error     ", sentence(error), view)
    yield judged(report)
    opening, _, rest = verdict(report, view).partition(":")
    yield _paint(STATUS_COLORS.get(view.status, "1;33"), opening, view) + ":" + rest


def _places(findings: Sequence[Finding], lines: Mapping[int, str], explained: set[str], view: View) -> Iterator[str]:
    """Tell each place with its lines, then what is wrong there, the worst first."""
    places = groupby(findings, key=lambda finding: (finding.location.line, finding.location.column, subject(finding)))
    for number, ((line, column, about), here) in enumerate(places):
        there = sorted(here, key=lambda finding: (-finding.severity, finding.rule))
        if number:
            yield ""
        yield from _prose(f"  {line}:{column}  ", about, view)
        yield from _source(there[0], lines, view)
        for finding in there:
            yield from _told(finding, finding.rule in explained, view)
            explained.add(finding.rule)


def _source(finding: Finding, lines: Mapping[int, str], view: View) -> Iterator[str]:
    rows = excerpt(finding, lines)
    gutter = max(5, len(str(finding.location.line + 1)) + 2)
    room = max(20, view.width - gutter - 3) if view.width else 10_000
    for number, text in rows:
        here = number == finding.location.line
        label = _paint("1" if here else "2", f"{number:>{gutter}} |", view)
        before, place = text[: finding.location.column - 1], text[finding.location.column - 1 :]
        if not here:
            yield f"{label} {fitted(_flat(text), room)}"
            continue
        start = _flat(before)
        # A long line is shown from where it matters.
        if columns(start) > room // 2 and columns(_flat(text)) > room:
            start = "…" + start[-(room // 4) :]
        yield f"{label} {fitted(start + _flat(place), room)}"
        mark = "^" * max(1, min(columns(_flat(_WORD.match(place)[0])), room - columns(start)))  # type: ignore[index]
        yield f"{' ' * gutter} | {' ' * columns(start)}{_paint(COLORS[finding.severity], mark, view)}"


def _flat(text: str) -> str:
    return printable(text.expandtabs(4))


def _told(finding: Finding, briefly: bool, view: View) -> Iterator[str]:
    label = f"{finding.severity.word:<8}  {printable(finding.rule)}"
    yield from _prose(f"    {label}  ", sentence(finding.message), view, hang=14, color=COLORS[finding.severity])
    if briefly:
        yield from _prose("              ", "why and how to mend it: as told above", view)
        return
    rows = [
        ("why", finding.why),
        ("mend", finding.remediation),
        ("asks", ", ".join((*finding.controls, *(each for each in finding.also if each not in finding.controls)))),
    ]
    for word, text in rows:
        if text:
            yield from _prose(f"              {word:<5} ", sentence(text), view)


def _folded(findings: Sequence[Finding], view: View) -> Iterator[str]:
    """Tell the findings of one file, those of a rule in one row."""
    rules: dict[str, list[Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.rule, []).append(finding)
    for rule, same in sorted(rules.items(), key=lambda row: (-row[1][0].severity, row[0])):
        severity = same[0].severity
        numbers = list(dict.fromkeys(finding.location.line for finding in same))
        more = f" and {len(numbers) - PLACES} more" if len(numbers) > PLACES else ""
        places = f"line {', '.join(map(str, numbers[:PLACES]))}{more}"
        times = f"{len(same)} times, {places}; the first: " if len(same) > 1 else f"{places}: "
        text = times + subject(same[0], whole=False) + ": " + sentence(same[0].message)
        yield from _prose(f"    {severity.word:<8}  {printable(rule)}  ", text, view, hang=14, color=COLORS[severity])


def _rules(findings: Iterable[Finding], view: View) -> Iterator[str]:
    """Explain each rule once, the worst and most frequent first."""
    rules: dict[str, list[Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.rule, []).append(finding)
    yield _paint("1", "What the rules ask (--all tells each finding in full)", view)
    for rule, same in sorted(rules.items(), key=lambda row: (-row[1][0].severity, -len(row[1]), row[0])):
        first = same[0]
        text = f"{sentence(first.title)}: {counted(len(same), 'finding')}"
        color = COLORS[first.severity]
        yield from _prose(f"    {first.severity.word:<8}  {printable(rule)}  ", text, view, hang=14, color=color)
        for word, said in (("why", first.why), ("mend", first.remediation)):
            if said:
                yield from _prose(f"              {word:<5} ", sentence(said), view)
    yield ""


def _rest(report: Report, view: View) -> Iterator[str]:
    """Tell what was waived, and what could not be decided or was not judged, counted."""
    waived: dict[tuple[str, str], int] = {}
    for finding in report.findings:
        if finding.waived:
            key = (finding.rule, finding.waiver or "")
            waived[key] = waived.get(key, 0) + 1
    undecided = report.summary.undecided
    rows = [
        ("waived", [(rule, reason, count) for (rule, reason), count in waived.items()]),
        ("unknown", [(each.rule, each.property, each.count) for each in undecided if is_rule(each)]),
        ("skipped", [(each.rule, each.property, each.count) for each in undecided if not is_rule(each)]),
    ]
    told = False
    for word, listed in rows:
        limit = len(listed) if view.everything else LISTED
        for rule, text, count in listed[:limit]:
            yield from _prose(f"{word:<8}  ", f"{count} × {printable(rule)}  {sentence(text)}", view)
        if len(listed) > limit:
            yield from _prose(f"{word:<8}  ", f"and {len(listed) - limit} more rows (--all tells them)", view)
        told = told or bool(listed)
    if told:
        yield ""


def _prose(opening: str, text: str, view: View, *, hang: int | None = None, color: str | None = None) -> Iterator[str]:
    """Fold a text at the width, hanging under its opening or at a column; the opening is painted."""
    width = max(40, view.width) if view.width else 10_000
    indent = columns(opening) if hang is None else hang
    lines = folded(text, width - columns(opening), width - indent)
    yield (_paint(color, opening, view) if color else opening) + lines[0]
    yield from (" " * indent + line for line in lines[1:])


def _paint(code: str, text: str, view: View) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if view.color and text.strip() else text
