"""Where a rendered property is written in its template.

A template is no YAML, so its lines are matched with those that it rendered to, by their keys and in order, as a diff
does. A line that a loop, an `include` or a value brought is in no template; what is above it is.
"""

from __future__ import annotations

import difflib
import itertools
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as File

from policies.gate.document import Path, Position
from policies.gate.loading.place import KEPT, Place

_KEY = re.compile(r"""^\s*(?:-\s+)*(?P<key>"[^"]+"|'[^']+'|[\w./-]+)\s*:(?:\s|$)""")
_DIVIDER = re.compile(r"^---(\s|$)")
MOST_LINES = 4000
"""Of template and rendering together; matching takes their product at worst."""


@dataclass(frozen=True, slots=True)
class TemplatePlace:
    """The place of a rendered object in its template.

    Args:
        template: the template's file.
        line: at which the object begins there, counted from 1.
        kind: the object's kind, by which its part of the template is found.
        written: its place in what was rendered.
    """

    template: File
    line: int
    kind: str
    written: Place

    def __call__(self, path: Path) -> Position:
        """Give the line of the longest beginning of a path whose key is written in the template."""
        spots = self.written.spots()
        if spots is not None:
            lines = _matched(self.template, self.kind, self.written.content or b"")
            whole = (*self.written.inside, *path)
            for depth in range(len(whole), len(self.written.inside), -1):
                spot, reached = spots.at(whole[:depth])
                if reached == depth and spot.line in lines:
                    return lines[spot.line]
        return Position(self.line, 1)

    def within(self, *steps: str | int) -> TemplatePlace:
        """Give the place of something inside."""
        return replace(self, written=self.written.within(*steps))


def first_line(template: File, kind: str) -> int:
    """Give the line of a template at which an object of a kind begins, counted from 1."""
    lines = _lines(template)
    if lines is None:
        return 1
    begin, end = _part(lines, kind)
    return next((number + 1 for number in range(begin, end) if lines[number].startswith(("apiVersion:", "kind:"))), 1)


@lru_cache(maxsize=KEPT)
def _matched(template: File, kind: str, rendered: bytes) -> dict[int, Position]:
    """Give, for lines of what was rendered (counted from 0), where they are written."""
    lines = _lines(template)
    made = rendered.decode(errors="replace").splitlines()
    if lines is None or len(lines) + len(made) > MOST_LINES:
        return {}
    begin, end = _part(lines, kind)
    left = [_key(line, f"rendered {number}") for number, line in enumerate(made)]
    right = [_key(line, f"template {number}") for number, line in enumerate(lines[begin:end])]
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    found = {}
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            number = begin + block.b + step
            match = _KEY.match(lines[number])
            found[block.a + step] = Position(number + 1, match.start("key") + 1 if match else 1)
    return found


def _key(line: str, unlike: str) -> str:
    """Give what a line is matched by: its key; of one without a key, something that is like nothing else."""
    match = _KEY.match(line)
    return match.group("key").strip("\"'") if match else unlike


def _part(lines: tuple[str, ...], kind: str) -> tuple[int, int]:
    """Give the part of a template, between lines of `---`, that writes a kind; all of it if none does."""
    cuts = [0, *(number for number, line in enumerate(lines) if _DIVIDER.match(line)), len(lines)]
    wanted = re.compile(rf"^kind:\s*[\"']?{re.escape(kind)}[\"']?\s*(#.*)?$")
    for begin, end in itertools.pairwise(cuts):
        if any(wanted.match(line) for line in lines[begin:end]):
            return begin, end
    return 0, len(lines)


@lru_cache(maxsize=KEPT)
def _lines(template: File) -> tuple[str, ...] | None:
    try:
        return tuple(template.read_text(errors="replace").splitlines())
    except OSError:
        return None
