"""What the worker answers, read strictly: whatever is missing or of another shape is an error, never a pass."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policies.errors import EngineError
from policies.gate.document import Document, Path
from policies.gate.engines import Verdict
from policies.gate.engines.checkov import skips
from policies.gate.engines.checkov.advice import NOT_READ, UNREADABLE, message

_MUST_BE_READ = frozenset({"dockerfile", "github_actions"})
"""Frameworks whose files are what they are by their name: one that can't be parsed as that is a finding."""

_INDEX = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Found:
    """One check that failed: its id, its title, the line (0 if none), what it is about, the properties it looked at."""

    check: str
    title: str
    line: int
    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer about one file or object; `not_judged` tells, as a verdict of the engine's own, why there is none."""

    found: tuple[Found, ...]
    not_judged: tuple[Verdict, ...]


def answers_of(told: Mapping[str, Any], framework: str, names: Sequence[str]) -> list[Answer]:
    """Read the answer to one question.

    Args:
        told: what the worker sent.
        framework: what was asked.
        names: the files that were asked about, in their order.

    Raises:
        EngineError: Checkov failed on one of them, or the answer isn't one about each of them.
    """
    rows = told.get("answers")
    if not isinstance(rows, list) or len(rows) != len(names):
        raise EngineError(f"Checkov answered about something else than {len(names)} files", do="report it")
    answers = [_answer(row, framework, name) for row, name in zip(rows, names, strict=True)]
    failed = [f"{name} ({row['failed']})" for row, name in zip(rows, names, strict=True) if row["failed"]]
    if failed:
        more = f", and on {len(failed) - 1} more" if len(failed) > 1 else ""
        raise EngineError(
            f"Checkov failed on {failed[0]}{more}",
            where=framework,
            do="mend that file, or leave it out, and report it to Checkov",
        )
    return answers


def verdict_of(found: Found, comments: Sequence[skips.Skip]) -> Verdict:
    """Make the verdict on a file of what was found in it."""
    secret = found.check.startswith("CKV_SECRET_")
    skip = skips.at_line(comments, found.check, found.line) if secret else skips.in_file(comments, found.check)
    wrong = message(found.check, found.title, found.name)
    # Whatever in the file it is about is in the message; a waiver names the file, which keeps its name.
    verdict = Verdict(found.check, False, wrong, line=max(found.line, 1))
    return verdict if skip is None else _skipped(verdict, skip.reason, skip.line)


def manifest_verdict(found: Found, document: Document, reasons: Mapping[str, str], resource: int = 0) -> Verdict:
    """Make the verdict on an object of what was found in it."""
    wrong = message(found.check, found.title, found.name)
    verdict = Verdict(found.check, False, wrong, path=path_of(found.keys, document.value), resource=resource)
    if found.check not in reasons:
        return verdict
    line = document.locate(skips.annotation_of(document.value, found.check)).line
    return _skipped(verdict, reasons[found.check], line)


def _skipped(verdict: Verdict, reason: str, line: int) -> Verdict:
    """Let a comment hide a verdict for the reason that it gives; if it gives none, say that it doesn't."""
    if reason:
        return replace(verdict, skip=reason, skip_line=line)
    return replace(
        verdict, message=f"{verdict.message} (what skips it at line {line} gives no reason and hides nothing)"
    )


def path_of(keys: Sequence[str], value: Any) -> Path:
    """Give the property that a check looked at, as far as it is there.

    Checkov writes `spec/containers/[0]/image`, or `…/initContainers/[0]` of a container of any sort, where the check
    names no property (base_container_check.py); so the first way that leads to something is taken.
    """
    best: Path = ()
    for key in keys:
        for written in (key, key.replace("initContainers", "containers")):
            path = _there(written, value)
            if len(path) > len(best):
                best = path
            if "initContainers" not in path or len(path) > path.index("initContainers") + 1:
                break
    return best


def _there(key: str, value: Any) -> Path:
    """Give the longest beginning of a key that is in the value."""
    path: list[str | int] = []
    for step in filter(None, key.split("/")):
        index = _INDEX.fullmatch(step)
        if index and isinstance(value, list) and int(index[1]) < len(value):
            path.append(int(index[1]))
            value = value[int(index[1])]
        elif not index and isinstance(value, Mapping) and step in value:
            path.append(step)
            value = value[step]
        else:
            break
    return tuple(path)


def not_read(reason: str) -> Verdict:
    """Make the verdict that something was not looked through for secrets."""
    return Verdict(NOT_READ, True, reason)


def _answer(row: Any, framework: str, name: str) -> Answer:
    try:
        found = tuple(
            Found(_text(check), _text(title), _number(line), _text(about), tuple(_text(key) for key in keys))
            for check, title, line, about, keys in row["found"]
        )
        unreadable, failed = row["unreadable"], row["failed"]
        if not all(each is None or isinstance(each, str) for each in (unreadable, failed)):
            raise TypeError
    except (KeyError, TypeError, ValueError):
        raise EngineError(f"Checkov's answer about {name} is none: {str(row)[:100]}", do="report it") from None
    if unreadable is None:
        return Answer(found, ())
    if framework in _MUST_BE_READ:
        line = re.search(r"in line (\d+)", unreadable)
        verdict = Verdict(
            UNREADABLE, False, f"Checkov can't judge the file: {unreadable}", line=int(line[1]) if line else 1
        )
        return Answer(found, (verdict,))
    return Answer(found, (not_read(unreadable),))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value
