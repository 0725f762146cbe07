"""What the worker says of one thing it was asked about."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class Found:
    """One check that failed.

    Args:
        check: Checkov's id of it.
        title: its name, as Checkov words it.
        line: the line of the file, counted from 1; 0 if Checkov knows none.
        name: what of the file it is about, as Checkov names it.
        keys: the properties that it looked at, as Checkov writes them: `spec/containers/[0]/image`.
    """

    check: str
    title: str
    line: int = 0
    name: str = ""
    keys: list[str] = field(default_factory=list)


@dataclass
class Answer:
    """The answer about one item: what was found, or why it could not be judged.

    Args:
        found: the checks that failed.
        unreadable: why the item can't be judged, by its own fault: it can't be parsed, or isn't what it is said to be.
        failed: what went wrong in Checkov.
    """

    found: list[Found] = field(default_factory=list)
    unreadable: str | None = None
    failed: str | None = None


@dataclass(frozen=True)
class Item:
    """One thing to judge: its name (as people know it), and its content."""

    name: str
    content: bytes


def one_by_one(
    items: Sequence[T], judge: Callable[[Sequence[T]], list[Answer]], logged: Callable[[], list[str]]
) -> list[Answer]:
    """Judge all together; if Checkov raises or complains, each alone, so that only what is at fault has no verdict.

    Args:
        items: what is judged.
        judge: judges several, an answer each.
        logged: gives what was logged since it was asked last.
    """
    if not items:
        return []
    try:
        answers = judge(items)
        complaints = logged()
    except Exception as error:
        answers, complaints = [Answer(failed=sentence(error)) for _ in items], logged()
    faulty = complaints or any(answer.failed for answer in answers)
    if not faulty:
        return answers
    if len(items) > 1:
        return [answer for item in items for answer in one_by_one([item], judge, logged)]
    (answer,) = answers
    return [Answer(answer.found, answer.unreadable, answer.failed or complaints[0])]


def sentence(error: BaseException) -> str:
    """Say what was raised, and where in Checkov, without a value that may be secret."""
    frames = traceback.extract_tb(error.__traceback__)
    place = next((frame for frame in reversed(frames) if "checkov" in frame.filename), frames[-1] if frames else None)
    at = f" in {place.filename.rpartition('packages/')[2]}:{place.lineno}" if place else ""
    return f"{type(error).__name__}{at}"


def fields(answer: Answer) -> dict[str, Any]:
    """Give an answer as plain data."""
    found = [[each.check, each.title, each.line, each.name, each.keys] for each in answer.found]
    return {"found": found, "unreadable": answer.unreadable, "failed": answer.failed}


def from_fields(row: dict[str, Any]) -> Answer:
    """Give back the answer that `fields` made plain."""
    return Answer([Found(*found) for found in row["found"]], row["unreadable"], row["failed"])
