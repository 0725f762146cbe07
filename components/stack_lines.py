"""A stack file's lines, changed where their paths say, so that comments and order stay."""

from __future__ import annotations

import re
from collections.abc import Sequence

from components.complaints import Path, key_path
from components.errors import ConfigurationError
from components.stack_file import StackFile

SCHEMA_LINE = "# yaml-language-server:"
"""What names the schema for editors."""


class StackLines:
    """The lines of one stack file.

    Args:
        text: what it says.
        source: the same, read, with the line of each key.
    """

    def __init__(self, text: str, source: StackFile) -> None:
        self._lines: list[str | None] = list(text.splitlines())
        self._source = source

    @property
    def text(self) -> str:
        """All lines that were not dropped."""
        return "\n".join(line for line in self._lines if line is not None) + "\n"

    def refuse_secrets(self) -> None:
        """Refuse a file with a secret, which only the other stack's key opens."""
        for path, line in self._source.lines.items():
            if path[-1] == "secure":
                raise ConfigurationError(
                    "is a secret that only its own stack can read",
                    key=key_path(path[1:-1]),
                    file=self._source.shown,
                    line=line,
                    do="make the new stack from one without secrets, then `pulumi config set --secret` in it",
                )

    def describe(self, comment: str) -> None:
        """Put one comment in the place of those that describe the source, before the first key."""
        first = next((index for index, line in enumerate(self._lines) if line and not line.startswith("#")), 0)
        for index in range(first):
            if not (self._lines[index] or "").startswith(SCHEMA_LINE):
                self._lines[index] = None
        # On the line of the first key, so that all that follow keep their numbers, by which they are found.
        self._lines[first] = f"{comment}\n{self._lines[first] or ''}"

    def set(self, path: Path, value: str) -> None:
        """Set a value that stands on its key's line, keeping what is behind it."""
        at = self._place(path)
        if at is None:
            self._insert(path, value)
            return
        line = self._lines[at] or ""
        self._lines[at] = re.sub(r"""(:\s+)("[^"]*"|'[^']*'|[^\s#]+)""", lambda found: found[1] + value, line, count=1)

    def set_items(self, path: Path, items: Sequence[str]) -> None:
        """Set a list, written on one line or with a line for each item."""
        at = self._place(path)
        if at is None:
            return
        line = self._lines[at] or ""
        if "[" in line:
            self._lines[at] = re.sub(r"\[[^\]]*\]", lambda found: f"[{', '.join(items)}]", line, count=1)
            return
        for index, item in enumerate(items):
            place = self._place((*path, index))
            if place is not None:
                dash = (self._lines[place] or "").partition("-")[0]
                self._lines[place] = f"{dash}- {item}"

    def drop(self, path: Path) -> None:
        """Take a key out."""
        at = self._place(path)
        if at is not None:
            self._lines[at] = None

    def drop_section(self, path: Path) -> None:
        """Take a key out with all below it and the comment above it; what it leaves empty goes too.

        Raises:
            ConfigurationError: other keys stand on its line.
        """
        first = self._place(path)
        if first is None:
            return
        own = next(known for known, line in self._source.lines.items() if line - 1 == first and known[-1] == path[-1])
        others = [known for known in self._source.lines if known[: len(own)] != own]
        if any(self._source.lines[known] - 1 == first for known in others):
            raise ConfigurationError(
                "belongs to the other stack alone, and shares its line with what the new one takes over",
                key=key_path(own[1:]),
                file=self._source.shown,
                line=first + 1,
                do="write it on a line of its own",
            )
        for known, line in self._source.lines.items():
            if known[: len(own)] == own:
                self._lines[line - 1] = None
        above = first - 1
        while above >= 0 and (self._lines[above] or "").lstrip().startswith("#"):
            self._lines[above] = None
            above -= 1
        siblings = [known for known in self._source.lines if known[:-1] == own[:-1]]
        if all(self._lines[self._source.lines[known] - 1] is None for known in siblings):
            self.drop(own[:-1])

    def set_last(self, path: Path, value: str) -> None:
        """Set a value of Pulumi's own, at the end of the file if it is not there."""
        for key in ("secretsprovider", "encryptedkey"):
            self.drop((key,))
        self.drop(path)
        self._lines.append(f"{path[0]}: {value}")

    def _place(self, path: Path) -> int | None:
        bare = tuple(part.removeprefix("slipway:") if isinstance(part, str) else part for part in path)
        for variant in (path, bare):
            if variant in self._source.lines:
                return self._source.lines[variant] - 1
        return None

    def _insert(self, path: Path, value: str) -> None:
        above = self._place(path[:-1])
        if above is not None:
            line = self._lines[above] or ""
            indent = len(line) - len(line.lstrip()) + 2
            self._lines[above] = f"{line}\n{' ' * indent}{path[-1]}: {value}"
