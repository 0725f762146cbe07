"""Comments by which a file's author skips a check. They are taken from Checkov, so that none hides a finding.

Checkov calls a check skipped, without asking it, wherever such a comment is. Here it sees no such comment: all is
judged, and a finding that a comment speaks of is one that its author waived, for the reason given there; it is counted,
and a notice tells that no ledger knows of it. A comment without a reason hides nothing.
Spelling as in checkov/common/comment/enum.py and detect_secrets/filters/allowlist.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_SKIP = re.compile(rb"(checkov|bridgecrew|cortex):skip=[ ]*([A-Za-z_\d-]+(?:,[A-Za-z_\d-]+)*)?(?::(?=([^\n]*)))?")
_PRAGMA = re.compile(rb"pragma:( ?(?:allow|white)list[ -](nextline[ -])?secret)(?::(?=([^\n]*)))?")
_ANNOTATIONS = ("checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip")


@dataclass(frozen=True, slots=True)
class Skip:
    """One such comment.

    Args:
        checks: the ids that it names; empty if it means every check.
        reason: its reason; empty if it gives none, and then it hides nothing.
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
        The content with each comment's keywords spoilt, every other byte and every length as before; and the comments.
    """
    if b":skip=" not in content and b"pragma:" not in content:
        return content, ()
    skips: list[Skip] = []

    def skip(found: re.Match[bytes]) -> bytes:
        ids = (found[2] or b"").decode("ascii", "replace")
        line = content.count(b"\n", 0, found.start()) + 1
        # Without an id Checkov skips nothing.
        if ids:
            skips.append(Skip(frozenset(ids.split(",")), _reason(found[3]), line))
        # Checkov takes a word and a colon for a key, and then what is before it on the line for nothing.
        return found[0].replace(b":", b";").replace(b"_SECRET_", b"_S-CRET_")

    def pragma(found: re.Match[bytes]) -> bytes:
        line = content.count(b"\n", 0, found.start()) + 1
        skips.append(Skip(frozenset(), _reason(found[3]), line, nextline=bool(found[2])))
        return found[0].replace(b":", b";").replace(b"secret", b"s-cret")

    return _PRAGMA.sub(pragma, _SKIP.sub(skip, content)), tuple(skips)


def _reason(written: bytes | None) -> str:
    """Give the reason that follows a comment's colon; what closes a comment (`-->`, `*/`, a quote) is none."""
    text = (written or b"").decode(errors="replace").strip()
    return text if any(letter.isalnum() for letter in text) else ""


def in_file(skips: Iterable[Skip], check: str) -> Skip | None:
    """Give the comment by which a check is skipped for a whole file (a Dockerfile, a workflow); None if none is."""
    return _first(skip for skip in skips if check in skip.checks)


def at_line(skips: Iterable[Skip], check: str, line: int) -> Skip | None:
    """Give the comment by which a secret is skipped: one on its line or a neighbour of it; None if none is."""
    return _first(skip for skip in skips if _is_at(skip, check, line))


def _is_at(skip: Skip, check: str, line: int) -> bool:
    if skip.nextline is not None:
        return line == skip.line + (1 if skip.nextline else 0)
    return check in skip.checks and abs(skip.line - line) <= 1


def _first(skips: Iterable[Skip]) -> Skip | None:
    """Give the first that has a reason, or else the first."""
    found = list(skips)
    return next((skip for skip in found if skip.reason), found[0] if found else None)


def annotated(value: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Take skip annotations from a Kubernetes object.

    Returns:
        The object without them, and the reason of each check that they name; empty where none is given.
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
        reasons[check.strip()] = reason.strip()
    kept = {key: text for key, text in annotations.items() if key not in named}
    return {**value, "metadata": {**metadata, "annotations": kept}}, reasons


def annotation_of(value: Mapping[str, Any], check: str) -> tuple[str, ...]:
    """Give the path of the annotation that skips a check, of an object where `annotated` found one."""
    annotations = value["metadata"]["annotations"]
    named = [key for key in annotations if any(prefix in str(key) for prefix in _ANNOTATIONS)]
    # As in `annotated`, the last one holds.
    key = next(key for key in sorted(named, reverse=True) if str(annotations[key]).partition("=")[0].strip() == check)
    return "metadata", "annotations", key


def lines_too_long(content: bytes, most: int) -> Sequence[int]:
    """Give the lines, counted from 1, that have more bytes than `most`."""
    if len(content) <= most:
        return ()
    return [number for number, line in enumerate(content.split(b"\n"), start=1) if len(line) > most]
