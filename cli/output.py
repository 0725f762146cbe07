"""How results look: tables a person can read at 80 columns, or one JSON object."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
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
        help="text for people, json for programs: one object, nothing else on standard output.",
    )(command)


def print_json(value: object) -> None:
    """Print one JSON object; dataclasses become objects with their fields as keys."""
    click.echo(json.dumps(value, indent=2, default=_plain))


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> None:
    """Print rows under a header; on a terminal the widest columns are cut so that a row fits a line.

    Args:
        header: column titles.
        rows: cells; words that tell a state are coloured on a terminal.
        width: columns of the terminal, if not to be found out.
    """
    import shutil

    columns = width or (shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 0)
    widths = [max(len(row[index]) for row in [header, *rows]) for index in range(len(header))]
    while columns and sum(widths) + 2 * (len(widths) - 1) > columns and max(widths) > MINIMUM_WIDTH:
        widest = max(range(len(widths)), key=lambda index: (widths[index], index))
        widths[widest] -= 1
    color = use_color()
    for number, row in enumerate([header, *rows]):
        cells = []
        for cell, size in zip(row, widths, strict=True):
            padded = (cell if len(cell) <= size else cell[: size - 1] + "…").ljust(size)
            shade = COLORS.get(cell) if number else None
            cells.append(click.style(padded, fg=shade, bold=number == 0) if color else padded)
        click.echo("  ".join(cells).rstrip(), color=color)


def use_color() -> bool:
    """Tell whether standard output is a terminal that may be coloured (https://no-color.org)."""
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def mebibytes(count: int | None) -> str:
    """Write a number of bytes as MiB."""
    return "-" if count is None else f"{count / 2**20:.0f} MiB"


def duration(seconds: float | None) -> str:
    """Write a duration in its two largest units: 42s, 3m12s, 2h05m, 4d03h."""
    if seconds is None:
        return "-"
    whole = int(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}s"
    if whole < 86400:
        return f"{whole // 3600}h{whole % 3600 // 60:02d}m"
    return f"{whole // 86400}d{whole % 86400 // 3600:02d}h"


def _plain(value: Any) -> Any:
    import dataclasses

    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)
