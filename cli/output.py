"""How results look: tables a person can read at 80 columns, or one JSON object."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])

COLORS = {
    "ready": "green",
    "ok": "green",
    "up": "green",
    "Synced": "green",
    "Healthy": "green",
    "starting": "yellow",
    "waiting": "yellow",
    "restarting": "yellow",
    "unhealthy": "yellow",
    "degraded": "yellow",
    "warn": "yellow",
    "too-old": "yellow",
    "missing": "yellow",
    "failed": "red",
    "bad": "red",
    "stopped": "red",
    "down": "red",
}
"""The colour of a word that tells a state, on a terminal."""


MINIMUM_WIDTH = 12
"""No column of a table is cut below this."""


def output_option(command: F) -> F:
    """Add `--output text|json` to a command, as the argument `output`."""
    return click.option(
        "--output",
        "-o",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="text for people, json for programs: one object.",
    )(command)


@contextlib.contextmanager
def whoever_reads() -> Iterator[None]:
    """Print a verdict: that nobody reads on, as in `| head`, changes nothing of the status that follows."""
    with contextlib.suppress(BrokenPipeError):
        yield


def print_json(value: object) -> None:
    """Print one JSON object; dataclasses become objects with their fields as keys."""
    click.echo(json.dumps(value, indent=2, default=_fields))


def terminal_width() -> int:
    """Give the columns of the terminal; 0 if what is printed goes elsewhere, where nothing is cut."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 0


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> bool:
    """Print rows under a header; on a terminal the widest columns are cut so that a row fits a line.

    The first column, which says what a row is about, is cut last. Line breaks in cells become spaces.

    Args:
        header: column titles.
        rows: cells; words that tell a state are coloured on a terminal.
        width: columns of the terminal, if not to be found out; 0 cuts nothing.

    Returns:
        Whether a cell was cut.
    """
    if width is None:
        width = terminal_width()
    lines = [[" ".join(cell.split()) if "\n" in cell else cell for cell in row] for row in [header, *rows]]
    wanted = [max(map(len, column)) for column in zip(*lines, strict=True)]
    widths = _fitted(wanted, width) if width else wanted
    color = use_color()
    for number, line in enumerate(lines):
        cells = []
        for cell, size in zip(line, widths, strict=True):
            padded = (cell if len(cell) <= size else cell[: size - 1] + "…").ljust(size)
            shade = COLORS.get(cell) if number else None
            cells.append(click.style(padded, fg=shade, bold=number == 0) if color else padded)
        click.echo("  ".join(cells).rstrip(), color=color)
    return widths != wanted


def _fitted(wanted: Sequence[int], width: int) -> list[int]:
    """Make columns narrower, the widest first and the first one last, until they fit or all are at the minimum."""
    widths = list(wanted)
    room = width - 2 * (len(widths) - 1)
    for cut in (range(1, len(widths)), range(1)):
        while cut and sum(widths) > room and max(widths[index] for index in cut) > MINIMUM_WIDTH:
            widths[max(cut, key=lambda index: (widths[index], index))] -= 1
    return widths


def use_color() -> bool:
    """Tell whether standard output is a terminal that may be coloured (https://no-color.org)."""
    import os

    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def mebibytes(count: int | None) -> str:
    """Write a number of bytes as MiB."""
    return "-" if count is None else f"{count / 2**20:.0f} MiB"


def duration(seconds: float | None) -> str:
    """Write a duration in at most its two largest units, in at most five characters: 42s, 3m12s, 12m, 2h05m, 4d03h."""
    if seconds is None:
        return "-"
    whole = int(seconds)
    if whole < 60:
        return f"{whole}s"
    if 600 <= whole < 3600:
        return f"{whole // 60}m"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}s"
    if whole < 86400:
        return f"{whole // 3600}h{whole % 3600 // 60:02d}m"
    return f"{whole // 86400}d{whole % 86400 // 3600:02d}h"


def _fields(value: Any) -> dict[str, Any]:
    import dataclasses

    # One level at a time: what is inside comes here again. `asdict` would copy all of it first.
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
