"""What `platform check --fix` prints under `--output json` beside what it prints else."""

from __future__ import annotations

from dataclasses import dataclass

from cli.shapes.shape import Shape


@dataclass(frozen=True)
class Edit(Shape):
    """What changes in one file."""

    file: str
    """The file."""
    diff: str
    """The change, as a unified diff; without the values of secrets."""
    rules: tuple[str, ...]
    """The rules whose findings go."""
    findings: int
    """How many findings go."""
    beware: tuple[str, ...]
    """What may stop working."""


@dataclass(frozen=True)
class Stays(Shape):
    """A finding that is left to people."""

    rule: str
    """The rule's id."""
    file: str
    """Its file."""
    line: int
    """Its line."""
    why: str
    """Why it stays, or what to do."""


@dataclass(frozen=True)
class Mended(Shape):
    """What a program can mend."""

    files: tuple[Edit, ...]
    """What changes."""
    left: tuple[Stays, ...]
    """What doesn't, though its rule can be mended or its source is a spec."""
    written: bool
    """Whether the files were changed."""
