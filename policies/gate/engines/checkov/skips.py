"""Comments by which a file's author skips a check. They are taken from Checkov, so that none hides a finding.

Checkov calls a check skipped, without asking it, wherever such a comment is. Here it sees no such comment: all is
judged, and a finding that a comment speaks of is one that its author waived, for the reason given there; it is counted.
Spelling as in checkov/common/comment/enum.py and detect_secrets/filters/allowlist.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NO_REASON = "no reason given"

_SKIP = re.compile(rb"(checkov|bridgecrew|cortex):skip=[ ]*([A-Za-z_\d-]+(?:,[A-Za-z_\d-]+)*)?(:[^\n]*)?")
_PRAGMA = re.compile(rb"pragma:( ?(?:allow|white)list[ -](nextline[ -])?secret)")
_ANNOTATIONS = ("checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip")


@dataclass(frozen=True, slots=True)
class Skip:
    """One such comment.

    Args:
        checks: the ids that it names; empty if it means every check.
        reason: its reason, or `NO_REASON`.
        line: its line, counted from 1.
        nextline: whether it speaks of the line after it alone.
    """

    checks: frozenset[str]
    reason: str
    line: int
    nextline: bool | None = None


def taken(content: bytes) -> tuple[bytes, tuple[Skip, ...]]:
    """Take skip comments from a file.

    Returns:
        The content with each comment's keyword spoilt, every other byte and every length as before; and the comments.
    """
    if b":skip=" not in content and b"pragma:" not in content:
        return content, ()
    skips: list[Skip] = []

    def skip(found: re.Match[bytes]) -> bytes:
        ids = (found[2] or b"").decode("ascii", "replace")
        reason = (found[3] or b":")[1:].decode(errors="replace").strip()
        line = content.count(b"\n", 0, found.start()) + 1
        # Without an id Checkov skips nothing.
        if ids:
            skips.append(Skip(frozenset(ids.split(",")), reason or NO_REASON, line))
        return found[0].replace(b":skip=", b";skip=", 1)

    def pragma(found: re.Match[bytes]) -> bytes:
        line = content.count(b"\n", 0, found.start()) + 1
        skips.append(Skip(frozenset(), found[0].decode(), line, nextline=bool(found[2])))
        return b"pragma;" + found[1]

    return _PRAGMA.sub(pragma, _SKIP.sub(skip, content)), tuple(skips)


def in_file(skips: Iterable[Skip], check: str) -> str | None:
    """Give the reason with which a check is skipped for a whole file (a Dockerfile, a workflow); None if it is not."""
    return next((skip.reason for skip in skips if check in skip.checks), None)


def at_line(skips: Iterable[Skip], check: str, line: int) -> str | None:
    """Give the reason with which a secret is skipped: by a comment on its line or a neighbour of it; None if not."""
    for skip in skips:
        if skip.nextline is not None:
            if line == skip.line + (1 if skip.nextline else 0):
                return skip.reason
        elif check in skip.checks and abs(skip.line - line) <= 1:
            return skip.reason
    return None


def annotated(value: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Take skip annotations from a Kubernetes object.

    Returns:
        The object without them, and the reason of each check that they name.
    """
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, Mapping) else None
    if not isinstance(metadata, Mapping) or not isinstance(annotations, Mapping):
        return value, {}
    named = {key for key in annotations if any(prefix in str(key) for prefix in _ANNOTATIONS)}
    if not named:
        return value, {}
    reasons: dict[str, str] = {}
    for key in sorted(named):
        check, _, reason = str(annotations[key]).partition("=")
        reasons[check.strip()] = reason.strip() or NO_REASON
    kept = {key: text for key, text in annotations.items() if key not in named}
    return {**value, "metadata": {**metadata, "annotations": kept}}, reasons


def lines_too_long(content: bytes, most: int) -> Sequence[int]:
    """Give the lines, counted from 1, that have more bytes than `most`."""
    if len(content) <= most:
        return ()
    return [number for number, line in enumerate(content.split(b"\n"), start=1) if len(line) > most]
