"""Read the logs of the sandbox's parts."""

from __future__ import annotations

import difflib
import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from sandbox.clusters.record import read_clusters
from sandbox.controlplane.parts import part_name
from sandbox.layout import PART_NAMES, known_parts
from sandbox.state import StateFolder
from toolchain.errors import SlipwayError

LOOK_EVERY_SECONDS = 0.2

TROUBLE = re.compile(r"panic|fatal|no space|\berror\b|denied", re.IGNORECASE)
"""Words of a line that says why a process ended; a stack trace behind it says only where."""


def log_names(state: StateFolder) -> tuple[str, ...]:
    """Give the names of all logs: the parts', the supervisor's, and an audit log of each API server."""
    audits = (part_name("audit", cluster) for cluster in read_clusters(state))
    return (*dict.fromkeys((*PART_NAMES, *known_parts(state))), "supervisor", "audit", *audits)


def log_path(state: StateFolder, name: str) -> Path:
    """Give the log of a part, of the supervisor, or the API server's audit log.

    Raises:
        SlipwayError: there is no part of that name, or it has not run yet.
    """
    names = log_names(state)
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        raise SlipwayError(
            f"there is no part named {name!r}",
            do=f"did you mean {near[0]!r}?" if near else f"name one of {', '.join(names)}",
        )
    path = state.log(name)
    if not path.exists():
        raise SlipwayError(f"{name} has written no log yet", where=str(path), do="type `platform sandbox up`")
    return path


def read_log(
    state: StateFolder,
    name: str,
    count: int,
    *,
    follow: bool = False,
    pause: Callable[[], None] = lambda: time.sleep(LOOK_EVERY_SECONDS),
) -> Iterator[str]:
    """Give the last lines of a part's log and, if asked, those that it writes from then on.

    Args:
        state: the sandbox's folder.
        name: the part's name, `supervisor` or `audit`.
        count: how many of the lines that are there.
        follow: go on until the log is removed, across its being cut or replaced by a new one.
        pause: called when there is nothing new to read.

    Raises:
        SlipwayError: as `log_path`; or the log can't be read.
    """
    path = log_path(state, name)
    try:
        with path.open("rb") as file:
            last = deque(file, maxlen=max(0, count))
            end = file.tell()
        # A line that its writer has not ended yet is whole only when the rest of it has come.
        begun = last.pop() if follow and last and not last[-1].endswith(b"\n") else b""
        yield from map(_text, last)
        if follow:
            yield from _appended(path, end, begun, pause)
    except FileNotFoundError:
        return
    except OSError as error:
        raise SlipwayError(f"cannot be read ({error.strerror})", where=str(path), do="mend its permissions") from error


def _appended(path: Path, position: int, begun: bytes, pause: Callable[[], None]) -> Iterator[str]:
    """Give the lines that are written from a position on, until the file is removed."""
    while True:
        with path.open("rb") as file:
            file.seek(position)
            while True:
                *lines, begun = (begun + file.read()).split(b"\n")
                yield from map(_text, lines)
                there = path.stat()
                if there.st_ino != os.fstat(file.fileno()).st_ino or there.st_size < file.tell():
                    break  # it was rotated, or cut when its part started again
                if not lines:
                    pause()
        position, begun = 0, b""


def _text(line: bytes) -> str:
    return line.decode(errors="replace").rstrip("\r\n")


def last_line(log: Path, limit: int = 300) -> str:
    """Give the last line of a log that tells of trouble, else the last that says something.

    Args:
        log: the log; its last 8 KiB are looked at.
        limit: at most so many characters are given.

    Returns:
        The line, empty if there is none.
    """
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8192))
            lines = [line.strip() for line in file.read().decode(errors="replace").splitlines() if line.strip()]
    except OSError:
        return ""
    telling = [line for line in lines if TROUBLE.search(line)]
    return (telling or lines or [""])[-1][:limit]
