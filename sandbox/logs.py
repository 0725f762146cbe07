"""Read the logs of the sandbox's parts."""

from __future__ import annotations

import difflib
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from sandbox.layout import PART_NAMES
from sandbox.state import StateFolder
from toolchain.errors import SlipwayError


def log_path(state: StateFolder, name: str) -> Path:
    """Give the log of a part, of the supervisor, or the API server's audit log.

    Raises:
        SlipwayError: there is no part of that name, or it has not run yet.
    """
    names = (*PART_NAMES, "supervisor", "audit")
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


def last_lines(state: StateFolder, name: str, count: int) -> list[str]:
    """Give the last lines of a part's log.

    Raises:
        SlipwayError: as `log_path`.
    """
    with log_path(state, name).open(errors="replace") as file:
        return [line.rstrip("\n") for line in deque(file, maxlen=max(0, count))]


def follow_log(state: StateFolder, name: str) -> Iterator[str]:
    """Give the lines that a part writes from now on, without end."""
    path = log_path(state, name)
    with path.open(errors="replace") as file:
        file.seek(0, 2)
        while True:
            line = file.readline()
            if line:
                yield line.rstrip("\n")
                continue
            if path.stat().st_size < file.tell():
                file.seek(0)  # it was cut when the part started again
            time.sleep(0.2)
