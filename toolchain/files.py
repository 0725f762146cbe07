"""The one way to write files (beside, fsync, rename) and to hold a lock between processes."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from toolchain.errors import Busy, SlipwayError


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
    except OSError as error:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
        raise SlipwayError(
            f"cannot be written ({error.strerror})",
            where=str(path),
            do="free space or mend its permissions, then run the same command again",
        ) from error


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
        wait_seconds: how long to wait for the other process; 0 refuses at once.
        note: called once when there is something to wait for, with what and for whom.

    Raises:
        Busy: another process still holds it after `wait_seconds`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        deadline = time.monotonic() + wait_seconds
        told = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                file.seek(0)
                owner = file.read().strip() or "unknown"
                if not told and wait_seconds > 0:
                    note(f"waiting for process {owner}, which holds {what}, since {time.strftime('%H:%M:%S')}")
                    told = True
                if time.monotonic() >= deadline:
                    raise Busy(f"{what} is held by process {owner}", where=str(path), do=do) from None
                time.sleep(0.2)
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def lock_owner(path: Path) -> int | None:
    """Give the process id of whoever holds a lock; None if nobody does.

    The kernel's lock decides, not the file's content, so an id that was given to another process can't mislead.
    """
    try:
        with path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                content = file.read().strip()
                return int(content) if content.isdigit() else None
    except OSError:
        return None
    return None
