"""The supervisor seen from outside: whether it lives, and how it is started."""

from __future__ import annotations

import os
import subprocess
import sys

from sandbox.errors import PartFailed
from sandbox.state import MARK_VARIABLE, StateFolder
from toolchain.files import lock_owner
from toolchain.progress import Observed, wait_until


def supervisor_pid(state: StateFolder) -> int | None:
    """Give the living supervisor's process id; None if there is none."""
    return lock_owner(state.supervisor_lock)


def start_supervisor(state: StateFolder) -> None:
    """Start the supervisor and wait until it holds its lock.

    Raises:
        PartFailed: it ended at once.
        DeadlinePassed: it still doesn't hold its lock.
    """
    environment = {**os.environ, MARK_VARIABLE: str(state.root)}
    with state.log("supervisor").open("ab") as output:
        started = subprocess.Popen(
            [sys.executable, "-m", "sandbox.supervisor", str(state.root)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )

    def look() -> Observed:
        if started.poll() is not None:
            raise PartFailed(
                f"the supervisor ended with exit status {started.returncode}",
                where=str(state.log("supervisor")),
                do="read that file, then type `platform sandbox up` again",
            )
        return Observed(supervisor_pid(state) == started.pid, f"process {started.pid} runs")

    wait_until(
        "the supervisor to start",
        look,
        deadline_seconds=20,
        do="type `platform sandbox logs supervisor`",
        interval_seconds=0.05,
    )
