"""What Checkov only logs: checks that raised, files that it gave up. It would be silence; here it is gathered."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _Gather(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.complaints: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        complaint = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            complaint += f" ({type(record.exc_info[1]).__name__})"
        self.complaints.append(complaint.splitlines()[0] if complaint else record.name)


@contextmanager
def gathered() -> Iterator[list[str]]:
    """Give a list to which each warning and error that is logged in the block is added, one line each."""
    gather, root = _Gather(), logging.getLogger()
    before = root.handlers[:]
    root.handlers[:] = [gather]
    try:
        yield gather.complaints
    finally:
        root.handlers[:] = before
