"""The lines that findings point at, read once more: only those asked for, whatever a file's size."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from policies.gate.finding import Finding

LONGEST = 400
"""Characters of a line that are kept: a minified manifest is one line of megabytes."""

SECRET_RULES = ("CKV_SECRET_", "SLIP-SEC-")
"""Rules whose place may hold a secret: a report travels further than the file, so its value isn't repeated there."""

MASK = "(hidden)"

_PLAIN = re.compile(r"""^\s*(?:-\s+)?(?:["']?(?:apiVersion|kind|name|namespace)["']?\s*:.*|[\w.\-/"']+\s*:\s*)$""")
"""A line that tells what something is, or opens what stands below it: it has no value that could be a secret."""

_VALUE = re.compile(r"^(\s*(?:-\s+)?(?:[\w.\-/\"']+\s*[:=]\s*)?)(\S.*)$", re.DOTALL)


def lines_of_file(file: str, numbers: Collection[int]) -> dict[int, str]:
    """Give lines of a file by number, counted from 1; none if it can't be read, which was told elsewhere.

    Args:
        file: a path; `-` (standard input) has been read and is gone.
        numbers: the lines that are wanted.
    """
    wanted = {number for number in numbers if number > 0}
    if not wanted or file == "-":
        return {}
    last = max(wanted)
    found: dict[int, str] = {}
    try:
        if not Path(file).is_file():
            return {}
        with Path(file).open("rb") as stream:
            number = 1
            # A line is read in pieces, so that one of 100 MB takes no 100 MB.
            while number <= last and (piece := stream.readline(LONGEST * 4)):
                if number in wanted:
                    found.setdefault(number, piece.decode("utf-8", "replace").rstrip("\r\n")[:LONGEST])
                number += piece.endswith(b"\n")
    except OSError:
        return {}
    return found


def holds_secret(finding: Finding) -> bool:
    """Tell whether the lines at a finding may show a secret's value."""
    return finding.rule.startswith(SECRET_RULES) or finding.resource.kind == "Secret"


def masked(line: str) -> str:
    """Give a line with its key but without its value."""
    match = None if _PLAIN.match(line) else _VALUE.match(line)
    return f"{match[1]}{MASK}" if match else line


def lines_at(
    file: str,
    findings: Iterable[Finding],
    read: Callable[[str, Collection[int]], Mapping[int, str]],
    around: int = 1,
) -> dict[int, str]:
    """Give the lines at findings of one file and around them, by number; where a secret may be, without values.

    Args:
        file: the file.
        findings: all that is reported of it; a waived finding isn't shown, but hides its secret all the same.
        read: reads lines of a file.
        around: how many before and after each.
    """
    steps = range(-around, around + 1)
    wanted, hidden = set(), set()
    for finding in findings:
        there = {finding.location.line + step for step in steps}
        wanted |= there
        if holds_secret(finding):
            hidden |= there
    return {number: masked(line) if number in hidden else line for number, line in read(file, wanted).items()}


def excerpt(finding: Finding, lines: Mapping[int, str], around: int = 1) -> list[tuple[int, str]]:
    """Give the lines at a finding with their numbers, a few around it; empty if its own line isn't known.

    Args:
        finding: what is shown.
        lines: the file's lines, by number, as `lines_at` gives them.
        around: how many before and after.
    """
    line = finding.location.line
    if line not in lines:
        return []
    return [(number, lines[number]) for number in range(line - around, line + around + 1) if number in lines]
