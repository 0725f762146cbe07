"""Schedules as Karpenter reads them: five fields of cron, or a word such as @daily.

Source: Karpenter's NodePool CRD, spec.disruption.budgets[].schedule, and the parser behind it (robfig/cron v3,
ParseStandard: "CRON Expression Format"); @every is not among the CRD's words, nor is a time zone.
"""

from __future__ import annotations

import re

WORDS = ("@annually", "@yearly", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 6, _DAYS),
)
"""Each field: its name, its least and greatest number, and words for its numbers from the least on."""

_ITEM = re.compile(r"(?:[*?]|([0-9a-z]+)(?:-([0-9a-z]+))?)(?:/([1-9][0-9]*))?")


def complaint_about(schedule: str) -> str | None:
    """Tell what is wrong with a schedule, as a clause; None if nothing is.

    Example:
        >>> complaint_about("0 9 * * mon-fri"), complaint_about("@daily")
        (None, None)
        >>> complaint_about("0 25 * * *")
        "'25' is no hour"
    """
    if schedule.startswith("@"):
        return None if schedule in WORDS else f"{schedule!r} is none of {', '.join(WORDS)}"
    fields = schedule.split()
    if len(fields) != len(FIELDS):
        return f"{schedule!r} has {len(fields)} fields and not five: minute, hour, day of the month, month, weekday"
    for text, (name, least, greatest, words) in zip(fields, FIELDS, strict=True):
        for item in text.lower().split(","):
            if not _fits(item, least, greatest, words):
                return f"{item!r} is no {name}"
    return None


def _fits(item: str, least: int, greatest: int, words: tuple[str, ...]) -> bool:
    found = _ITEM.fullmatch(item)
    if not found:
        return False
    ends = [_number(end, least, words) for end in found.groups()[:2] if end]
    return all(end is not None and least <= end <= greatest for end in ends) and (
        len(ends) < 2 or (ends[0] or 0) <= (ends[1] or 0)
    )


def _number(text: str, least: int, words: tuple[str, ...]) -> int | None:
    if text.isdigit():
        return int(text)
    return words.index(text) + least if text in words else None
