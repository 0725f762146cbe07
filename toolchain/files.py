"""The one way to write files (beside, fsync, rename) and to hold a lock between processes."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from toolchain.errors import Busy, SlipwayError

LOOK_SECONDS = 0.1
"""How long a lock is asked for at least: `lock_owner` holds it for a moment, so one refusal says nothing."""


def write_whole(path: Path, content: str | bytes, *, mode: int = 0o644) -> None:
    """Write a file so that a reader sees the old content or the new, never a part.

    Args:
        path: the file; its folder is made if it is not there.
        content: text (written as UTF-8) or bytes.
        mode: permission bits of the new file, in force before the first byte is written.

    Raises:
        SlipwayError: the disk is full, or the folder can't be written; the old content is still there.
    """
    payload = content.encode() if isinstance(content, str) else content
    beside: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException as error:
        # Ctrl-C comes here too, so that nothing half-written is left beside.
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise unwritable(path, error) from error


@contextmanager
def held_lock(
    path: Path,
    *,
    what: str,
    do: str,
    wait_seconds: float = 0.0,
    note: Callable[[str], None] = lambda event: None,
) -> Iterator[None]:
    """Hold an exclusive lock between processes for as long as the block runs.

    The kernel drops the lock when the process ends, however it ends, so no stale lock is ever left.

    Args:
        path: the lock file; it is made if it is not there and never removed. It holds the owner's process id.
        what: what the lock protects, for the message.
        do: what to do when another process holds it, for the message.
        wait_seconds: how long to wait for the other process; 0 refuses as soon as it is sure.
        note: called once when there is something to wait for, with what and for whom.

    Raises:
        Busy: another process still holds it after `wait_seconds`.
        SlipwayError: the file can't be written.
    """
    with contextlib.ExitStack() as opened:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = opened.enter_context(path.open("a+"))
            since = time.strftime("%H:%M:%S")
            owner = _await(
                file, wait_seconds, lambda who: note(f"waiting for process {who}, which holds {what}, since {since}")
            )
            if owner is not None:
                raise Busy(f"{what} is held by process {owner}", where=str(path), do=do)
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        except OSError as error:
            raise unwritable(path, error) from error
        try:
            yield
        finally:
            file.truncate(0)


def _await(file: TextIO, wait_seconds: float, note: Callable[[str], None]) -> str | None:
    """Take a lock: None once it is taken, else who still holds it after the wait."""
    began, told = time.monotonic(), False
    while not _locked(file, fcntl.LOCK_EX):
        owner = str(_owner(file) or "unknown")
        if time.monotonic() - began >= max(wait_seconds, LOOK_SECONDS):
            return owner
        if wait_seconds > 0 and not told and time.monotonic() - began >= LOOK_SECONDS:
            note(owner)
            told = True
        time.sleep(0.2 if told else LOOK_SECONDS / 5)
    return None


def lock_owner(path: Path) -> int | None:
    """Give the process id of whoever holds a lock; None if nobody does.

    The kernel's lock decides, not the file's content, so an id that was given to another process can't mislead.
    """
    try:
        with path.open() as file:
            until = time.monotonic() + LOOK_SECONDS
            while not _locked(file, fcntl.LOCK_SH):
                owner = _owner(file)
                # Whoever has just taken it has not written its id yet.
                if owner is not None or time.monotonic() >= until:
                    return owner
                time.sleep(LOOK_SECONDS / 5)
    except OSError:
        return None
    return None


def _locked(file: TextIO, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _owner(file: TextIO) -> int | None:
    file.seek(0)
    content = file.read().strip()
    return int(content) if content.isdigit() else None


def unwritable(path: Path, error: OSError) -> SlipwayError:
    """Give the error of a file or folder that the operating system does not let us write."""
    return SlipwayError(
        f"cannot be written ({error.strerror or error})",
        where=str(path),
        do="free space or mend its permissions, then run the same command again",
    )
