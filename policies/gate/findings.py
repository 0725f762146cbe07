"""From what engines said to findings: facts of the rule, the resource, the place; and what they could not decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from policies.gate.engines import Engine, Facts
from policies.gate.entry import Entry, Judgement
from policies.gate.finding import Finding, Location, Resource, Undecided
from policies.gate.judging import MANIFESTS
from policies.gate.source import Source
from policies.gate.teams import Teams


class Gathering:
    """Findings and undecided verdicts of a run, as they come.

    Args:
        engines: those that gave the verdicts.
        unknown_fails: whether what could not be decided is a finding.
        teams: whose rules judge what; None lets every rule judge all.

    Attributes:
        findings: what was found.
        inline: of those that a comment in the file waives, the comment's line.
    """

    def __init__(self, engines: Iterable[Engine], *, unknown_fails: bool, teams: Teams | None = None) -> None:
        by_name: Mapping[str, Engine] = {engine.name: engine for engine in engines}
        self._unknown_fails = unknown_fails
        self._teams = teams
        self._facts = lru_cache(maxsize=None)(lambda engine, rule: by_name[engine].facts(rule))
        self.findings: list[Finding] = []
        self.inline: dict[Finding, int] = {}
        self.undecided: Counter[tuple[str, str]] = Counter()
        self.resources = 0
        self.unknown = 0
        self.skipped = 0

    def add(self, source: Source, entry: Entry, *, whole: bool = True) -> None:
        """Take up an input that was judged; `whole` tells whether all of it could be read."""
        self.resources += len(entry.documents)
        self.findings += entry.findings
        for skip in entry.skipped:
            self.skip(skip.reason)
        if whole and source.kind in MANIFESTS and not (entry.documents or entry.skipped or entry.findings):
            self.skip("empty")
        self.judged(source, entry, entry.judgements)

    def skip(self, reason: str) -> None:
        """Take up a file, or a part of one, that was not judged."""
        self.skipped += 1
        self.undecided[reason, ""] += 1

    def judged(self, source: Source, entry: Entry, judgements: Iterable[Judgement]) -> None:
        """Take up verdicts on an input's documents."""
        for one in judgements:
            verdict = one.verdict
            if self._teams and one.document >= 0 and self._teams.spare(verdict.rule, entry.documents[one.document]):
                continue
            if verdict.unknown:
                self.unknown += 1
                self.undecided[verdict.rule, property_of(verdict.path) or verdict.message] += 1
                if not self._unknown_fails:
                    continue
            finding = _finding(source, entry, one, self._facts(one.engine, verdict.rule))
            self.findings.append(finding)
            if verdict.skip is not None:
                self.inline[finding] = verdict.skip_line or one.line

    def told(self) -> tuple[Undecided, ...]:
        """Give what was skipped or could not be decided, counted, in a stable order."""
        return tuple(Undecided(rule, about, count) for (rule, about), count in sorted(self.undecided.items()))


def _finding(source: Source, entry: Entry, one: Judgement, facts: Facts) -> Finding:
    verdict = one.verdict
    if one.document < 0:
        kind = one.container or "File"
        file, resource, container = source.file, Resource(None, kind, None, verdict.name or source.file), None
    else:
        document = entry.documents[one.document]
        file, resource, container = document.file, document.resource, one.container
    return Finding(
        rule=facts.id,
        title=facts.title,
        controls=facts.controls,
        severity=facts.severity,
        engine=one.engine,
        message=f"could not be decided: {verdict.message}" if verdict.unknown else verdict.message,
        why=facts.why,
        remediation=facts.remediation,
        resource=resource,
        location=Location(file, one.line, one.column),
        path=verdict.path,
        container=container,
        waived=verdict.skip is not None,
        waiver=verdict.skip,
    )


def property_of(path: Iterable[str | int]) -> str:
    """Give a path as a property without its numbers, so that the same property of many documents counts as one."""
    return ".".join(step for step in path if isinstance(step, str))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Give findings in the order of file, line, column, rule, path; of equal ones the first."""
    ordered = sorted(findings, key=_place)
    return [one for at, one in enumerate(ordered) if at == 0 or one != ordered[at - 1]]


def _place(finding: Finding) -> tuple[object, ...]:
    place = finding.location
    path = tuple(str(step) for step in finding.path)
    return place.file, place.line, place.column, finding.rule, path, finding.message, str(finding.resource.name)
