"""How things are called in prose, the same in every form; what comes from outside is made harmless here."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from policies.gate.finding import Finding, Report, Severity, Undecided
from policies.gate.reporting.view import View, fails, shown

SEVERITIES = tuple(sorted(Severity, reverse=True))
"""From the worst."""

VERDICTS = {0: "passes", 1: "fails", 2: "could not be judged"}
"""The verdict by exit status."""


def printable(text: str) -> str:
    """Give a text on one line with an escape for all that a terminal or a reader's eye would obey instead of show.

    That is control characters, and those that turn the direction of text or have no width.
    """
    return text if text.isprintable() else "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def sentence(text: str) -> str:
    """Give prose on one line: its line breaks are spaces."""
    return printable(" ".join(text.split()))


def columns(text: str) -> int:
    """Give how many columns of a terminal a printable text takes (Unicode's East Asian Width)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def fitted(text: str, room: int) -> str:
    """Give a printable text in at most so many columns; one that is cut ends in `…`."""
    if columns(text) <= room:
        return text
    width, kept = 0, []
    for each in text:
        width += columns(each)
        if width > room - 1:
            break
        kept.append(each)
    return "".join(kept) + "…"


def folded(text: str, first: int, rest: int) -> list[str]:
    """Give a text on lines of at most so many columns, the first and the others; a longer word is broken.

    `textwrap` counts characters, and costs a tenth of what the whole command may take to start.
    """
    lines, line, room = [], "", first
    for word in text.split(" "):
        if line and columns(line) + 1 + columns(word) > room:
            lines.append(line)
            line, room = "", rest
        line = f"{line} {word}" if line else word
        while columns(line) > room > 0:
            kept = fitted(line, room + 1)[:-1] or line[:1]
            lines.append(kept)
            line, room = line[len(kept) :], rest
    return [*lines, line]


def counted(count: int, one: str, many: str | None = None) -> str:
    """Give a number with its noun: `1 finding`, `3 findings`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def subject(finding: Finding, *, whole: bool = True) -> str:
    """Give what a finding is about: `Deployment shop/cart, container web`; without the container if not `whole`."""
    resource = finding.resource
    name = "/".join(part for part in (resource.namespace, resource.name) if part)
    words = [resource.type or resource.kind or "", name]
    container = f", container {finding.container}" if finding.container and whole else ""
    return printable(" ".join(word for word in words if word) + container)


def property_path(path: Iterable[str | int]) -> str:
    """Give a path as people write it: `spec.containers[0].image`."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part}]"
        elif part and all(each.isalnum() or each in "-_" for each in part):
            written += f".{part}" if written else part
        else:
            written += f'["{part}"]'
    return printable(written)


def by_severity(findings: Iterable[Finding]) -> list[tuple[Severity, int]]:
    """Count findings by severity, the worst first; those of which there are none are left out."""
    counts = Counter(finding.severity for finding in findings)
    return [(severity, counts[severity]) for severity in SEVERITIES if counts[severity]]


def severity_list(findings: Iterable[Finding]) -> str:
    """Give how many findings there are of each severity: `1 critical, 2 high`."""
    return ", ".join(f"{count} {severity.word}" for severity, count in by_severity(findings))


def verdict(report: Report, view: View) -> str:
    """Give the run in one sentence, which opens with whether the change passes."""
    summary = report.summary
    visible = [finding for finding in report.findings if shown(finding)]
    failing = sum(fails(finding, view) for finding in visible)
    found = f"{counted(len(visible), 'finding')} ({severity_list(visible)})" if visible else "no findings"
    if visible and not failing:
        found += f", none at or above {view.fail_on.word}"
    rest = [
        (sum(finding.waived for finding in report.findings), "waived"),
        (sum(not finding.new and not finding.waived for finding in report.findings), "in the baseline"),
        (summary.gone, "of the baseline gone"),
        (summary.unknown, "unknown"),
        (summary.skipped, "skipped"),
    ]
    parts = [found, *(f"{count} {word}" for count, word in rest if count)]
    return f"{VERDICTS.get(view.status, VERDICTS[2])}: {', '.join(parts)}"


def judged(report: Report) -> str:
    """Give what was judged, by what, and how long it took."""
    summary = report.summary
    engines = ", ".join(f"{name} {version}" for name, version in sorted(summary.engines.items())) or "no engine"
    return (
        f"{counted(summary.resources, 'resource')} judged by {counted(summary.rules, 'rule')} of {printable(engines)} "
        f"in {summary.seconds:.2f} s"
    )


def is_rule(undecided: Undecided) -> bool:
    """Tell whether it was a rule that couldn't decide; else something was skipped, and `rule` is the word for why."""
    return not undecided.rule[:1].islower()


def harmless(line: str) -> str:
    """Give a line of a log in which GitHub's runner finds no command: `::…` at its beginning, `##[…]` anywhere."""
    line = line.replace("##[", "## [")
    return line.replace("::", ": :", 1) if line.lstrip().startswith("::") else line
