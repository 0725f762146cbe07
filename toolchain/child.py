"""Running long children so that none outlives us: on a leash that ends the whole process group when we end."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from toolchain.errors import SlipwayError, Stopped

# The shell's standard input is a pipe that we hold open. When we are gone, however we went, the watcher reads its end
# and ends the group: asked first, forced two seconds later. It ignores the request itself so that it lives to force.
_LEASH = """
exec 3<&0
(trap '' TERM; read -r _ <&3; kill -TERM 0; sleep 2; kill -KILL 0) >/dev/null 2>&1 &
watcher=$!
nice -n 2 "$@" </dev/null 3<&-
status=$?
kill -KILL $watcher
exit $status
"""

_GRACE_SECONDS = 2.0


def run(
    argv: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str],
    heard: Callable[[str], None],
    cancelled: Callable[[], bool],
    output: IO[bytes] | None = None,
) -> int:
    """Run a program to its end, at lower priority than what a person waits for, and hand on its lines as they come.

    Its process group ends with this call however the call ends, and with this process however that ends.

    Args:
        argv: the program and its arguments.
        folder: its working directory.
        environment: its whole environment.
        heard: called with each line of its standard error, and of its standard output unless `output` takes that.
        cancelled: asked about five times a second; True ends the program.
        output: an open file for its standard output.

    Returns:
        Its exit status; negative if a signal ended it.

    Raises:
        Stopped: `cancelled` said so.
        SlipwayError: it can't be started.
    """
    try:
        process = subprocess.Popen(
            ["sh", "-c", _LEASH, "leash", *argv],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=output or subprocess.PIPE,
            stderr=subprocess.PIPE if output else subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise SlipwayError(
            f"cannot be started ({error.strerror})", where=str(argv[0]), do="see that the file is whole"
        ) from None
    stream = process.stderr or process.stdout
    if stream is None or process.stdin is None:
        raise RuntimeError("subprocess gave no pipe where one was asked for")
    try:
        _listen(stream, heard, cancelled)
        return process.wait()
    finally:
        _end(process)
        stream.close()
        with contextlib.suppress(OSError):
            process.stdin.close()


def _listen(stream: IO[bytes], heard: Callable[[str], None], cancelled: Callable[[], bool]) -> None:
    rest = b""
    while True:
        if cancelled():
            raise Stopped("stopped on request")
        if not select.select([stream], [], [], 0.2)[0]:
            continue
        chunk = os.read(stream.fileno(), 1 << 16)
        if not chunk:
            break
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            heard(line.decode(errors="replace"))
    if rest:
        heard(rest.decode(errors="replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the group, after an ordinary end of its leader nothing."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
