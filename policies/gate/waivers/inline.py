"""Comments in files that waive a finding: a notice for each tells that the ledger knows nothing of it."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Iterable, Mapping

from policies.gate.finding import Finding, Resource
from policies.gate.waivers.judge import INLINE


def inline_notices(pairs: Iterable[tuple[Finding, Finding]], lines: Mapping[Finding, int]) -> tuple[Finding, ...]:
    """Give a notice for each comment that waives a finding which no waiver of the ledger covers.

    Args:
        pairs: each finding before the ledger was honoured, and after.
        lines: of the findings that a comment waives, the comment's line.

    Returns:
        The notices, one for each rule at each comment, in the order of the findings.
    """
    notices: dict[tuple[str, int, str], Finding] = {}
    for before, after in pairs:
        line = lines.get(before)
        if line is not None and after == before:
            notices.setdefault((before.location.file, line, before.rule), _notice(before, line))
    return tuple(notices.values())


def _notice(hidden: Finding, line: int) -> Finding:
    command = f"platform waive {hidden.rule} {shlex.quote(_written(hidden.resource))}"
    return Finding(
        rule=INLINE.id,
        title=INLINE.title,
        controls=(),
        severity=INLINE.severity,
        engine="gate",
        message=f"what skips {hidden.rule} here has no owner and no end; the ledger gives it both: `{command} …`",
        why=INLINE.why,
        remediation=INLINE.remediation,
        resource=hidden.resource,
        location=dataclasses.replace(hidden.location, line=line, column=1),
    )


def _written(resource: Resource) -> str:
    return "/".join(part for part in (resource.kind, resource.namespace, resource.name) if part)
