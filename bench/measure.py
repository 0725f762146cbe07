"""Measure whole processes, and write figures as rows of Markdown tables."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Figure:
    """One measured quantity: what, its unit, and each run's value."""

    what: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle value."""
        return statistics.median(self.values)

    def row(self) -> str:
        """Write it as a row of a Markdown table: what, median, least and most, number of runs."""
        low, high = min(self.values), max(self.values)
        return f"| {self.what} | {_text(self.median)} {self.unit} | {_text(low)} – {_text(high)} | {len(self.values)} |"


def seconds_of(command: Sequence[str], *, folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> float:
    """Run a command to its end and give its wall time.

    Raises:
        RuntimeError: it exits with another status than 0; what it said is in the message.
    """
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=dict(environment or os.environ), capture_output=True, text=True, check=False
    )
    taken = time.perf_counter() - began
    if done.returncode != 0:
        raise RuntimeError(
            f"{' '.join(command)}: exit status {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    return taken


def repeated(what: str, runs: int, command: Sequence[str], *, folder: Path = ROOT) -> Figure:
    """Run a command once to warm up, then `runs` times."""
    seconds_of(command, folder=folder)
    return Figure(what, "s", tuple(seconds_of(command, folder=folder) for _ in range(runs)))


def machine() -> str:
    """Describe the machine in a line: processor, cores, memory, system, Python."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return (
        f"{model}, {os.cpu_count()} cores, {pages / 2**30:.0f} GiB, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def _text(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"
