"""Skip comments under a trusted ref: one that the change itself brings is no exception that anybody agreed to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from policies.gate.engines.checkov.skips import taken
from policies.gate.finding import Finding
from policies.gate.trust import Trusted

_NOT_THERE = "(the comment that skips it is not in the trusted ref)"


def only_trusted(findings: Iterable[Finding], trust: Trusted, directory: Path) -> list[Finding]:
    """Let skip comments hold only where the trusted ref has them too.

    Args:
        findings: those of a run, before waivers.
        trust: the ref.
        directory: from where findings name files.
    """
    from policies.gate.history import History, Refused

    history, root = History(trust.root), Path(os.path.realpath(trust.root))

    @cache
    def then(file: str) -> bytes | None:
        path = Path(os.path.realpath(directory / file))
        if not path.is_relative_to(root):
            return None
        try:
            return history.ask("show", f"{trust.commit}:{path.relative_to(root).as_posix()}")
        except Refused:
            return None

    @cache
    def now(file: str) -> bytes | None:
        try:
            return (directory / file).read_bytes()
        except OSError:
            return None

    return undone(findings, now, then)


def undone(
    findings: Iterable[Finding], now: Callable[[str], bytes | None], then: Callable[[str], bytes | None]
) -> list[Finding]:
    """Take the exception from each finding of Checkov's whose comment was not there before.

    A file-wide comment was there if the file had one of that check with that reason. One on a line was there if the
    file had that very line: under an old comment a new secret is new.

    Args:
        findings: findings as they are.
        now: gives a file's content; None if it can't be read.
        then: gives a file's content before the change; None if there was no such file.
    """
    return [
        replace(finding, waived=False, waiver=None, message=f"{finding.message} {_NOT_THERE}")
        if finding.engine == "checkov" and finding.waived and not _was_there(finding, now, then)
        else finding
        for finding in findings
    ]


def _was_there(finding: Finding, now: Callable[[str], bytes | None], then: Callable[[str], bytes | None]) -> bool:
    before, after = then(finding.location.file), now(finding.location.file)
    if before is None or after is None:
        return False
    if finding.rule.startswith("CKV_SECRET_"):
        lines = after.split(b"\n")
        number = finding.location.line - 1
        return number < len(lines) and lines[number] in before.split(b"\n")
    if finding.resource.apiVersion is not None:
        # An annotation; whatever the YAML around it, its value names the check and the reason.
        return f"{finding.rule}={finding.waiver}".encode() in before
    _, skips = taken(before)
    return any(finding.rule in skip.checks and skip.reason == finding.waiver for skip in skips)
