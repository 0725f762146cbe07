"""Putting rendered files in their places: all of them, or none."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from delivery.render.plan import APPS, Change
from toolchain.errors import Busy, SlipwayError
from toolchain.files import write_whole

# Hidden, and no YAML to Argo CD, so that what a killed run leaves is never synced; the next run takes it away.
BESIDE = ".beside"


def write(checkout: Path, changes: Sequence[Change], *, wait_seconds: float = 10.0) -> None:
    """Make a plan true.

    Every new text is first written beside its place, where a full disk or a forbidden folder shows; only then are all
    moved into place, and what is stale removed, with a folder that this leaves empty. Files that are right already
    are not touched.

    Args:
        checkout: the folder that `apps/` is in.
        changes: the plan.
        wait_seconds: how long to wait for another process that writes here.

    Raises:
        Busy: another process still writes here after `wait_seconds`.
        SlipwayError: a file cannot be written; nothing is changed then.
    """
    with _alone(checkout / APPS, wait_seconds):
        fresh = [change for change in changes if change.action in ("created", "changed")]
        stale = [checkout / change.path for change in changes if change.action == "removed"]
        for folder in {(checkout / change.path).parent for change in changes}:
            for left in folder.glob(f".*{BESIDE}"):
                left.unlink()
        folders = [folder for folder in {(checkout / change.path).parent for change in fresh} if not folder.exists()]
        try:
            for change in fresh:
                write_whole(_beside(checkout / change.path), change.after or "")
        except SlipwayError:
            for change in fresh:
                _beside(checkout / change.path).unlink(missing_ok=True)
            _remove_empty(folders)
            raise
        for change in fresh:
            _beside(checkout / change.path).replace(checkout / change.path)
        for file in stale:
            file.unlink(missing_ok=True)
        _remove_empty([file.parent for file in stale])


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}{BESIDE}")


def _remove_empty(folders: Sequence[Path]) -> None:
    for folder in folders:
        # A folder that still holds something stays.
        with suppress(OSError):
            folder.rmdir()


@contextmanager
def _alone(folder: Path, wait_seconds: float) -> Iterator[None]:
    """Hold a lock on the folder itself, which leaves no lock file for Git to see."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    deadline = time.monotonic() + wait_seconds
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Busy(
                        "another process renders here", where=str(folder), do="wait for it and run this again"
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)
