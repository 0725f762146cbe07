"""The lines that findings point at, read once more: only those asked for, whatever a file's size."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from policies.gate.finding import Finding

LONGEST = 400
"""Characters of a line that are kept: a minified manifest is one line of megabytes."""

SECRET_RULES = ("CKV_SECRET_", "SLIP-SECRET-")
"""Rules whose place may hold a secret: a report travels further than the file, so its value isn't repeated there."""

MASK = "(hidden)"

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
    match = _VALUE.match(line)
    return f"{match[1]}{MASK}" if match else line


def excerpt(finding: Finding, lines: Mapping[int, str], around: int = 1) -> list[tuple[int, str]]:
    """Give the lines at a finding with their numbers, a few around it; empty if its own line isn't known.

    Args:
        finding: what is shown.
        lines: the file's lines, by number.
        around: how many before and after.
    """
    line = finding.location.line
    if line not in lines:
        return []
    hidden = holds_secret(finding)
    return [
        (number, masked(lines[number]) if hidden else lines[number])
        for number in range(line - around, line + around + 1)
        if number in lines
    ]
