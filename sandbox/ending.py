"""Bring the sandbox down, and back to nothing. Each function can be interrupted anywhere and called again."""

from __future__ import annotations

import contextlib
import shutil
import signal

import psutil

from sandbox.aws.part import boot
from sandbox.errors import NotRunning
from sandbox.processes import end, is_alive, marked
from sandbox.state import StateFolder
from sandbox.supervising import supervisor_pid
from toolchain.errors import SlipwayError
from toolchain.progress import Observed, Progress, step, wait_until


def down(state: StateFolder, progress: Progress) -> int:
    """End every process of the sandbox; its data stays.

    Returns:
        How many processes were ended.
    """
    with step(progress, "stop the sandbox") as current:
        pid = supervisor_pid(state)
        found = marked(state.root)
        count = len(found)
        # Nobody is ended whom its environment does not mark, whatever a file says of its process id.
        supervisor = next((process for process in found if process.pid == pid), None)
        if pid is not None and supervisor is not None:
            with contextlib.suppress(NotRunning):
                if trouble := boot(state).trouble:
                    current.note(f"aws: {trouble}")
            with contextlib.suppress(psutil.Error):
                supervisor.send_signal(signal.SIGTERM)

            def look() -> Observed:
                left = len(marked(state.root))
                return Observed(not is_alive(pid), f"{left} processes left")

            try:
                wait_until(
                    "the parts to end",
                    look,
                    deadline_seconds=40,
                    do="type `platform sandbox down` again",
                    note=current.note,
                )
            except SlipwayError as error:
                current.note(str(error))
        end(marked(state.root))
        state.status.unlink(missing_ok=True)
        current.outcome = f"{count} processes ended" if count else "nothing ran"
    return count


def reset(state: StateFolder, progress: Progress) -> None:
    """End the sandbox and remove all its data.

    Raises:
        SlipwayError: the folder can't be removed, or is not a sandbox's.
    """
    down(state, progress)
    with step(progress, f"remove {state.root}") as current:
        if not state.root.exists():
            current.outcome = "already gone"
            return
        if not _is_sandbox(state):
            raise SlipwayError(
                "does not look like a sandbox's folder, so it is not removed",
                where=str(state.root),
                do="set SLIPWAY_STATE to the right folder",
            )
        # The lock files stay: a command that waits for one must not wait on a file that is no longer there.
        for entry in state.root.iterdir():
            if entry.suffix == ".lock":
                continue
            try:
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
            except OSError as error:
                raise SlipwayError(
                    f"cannot be removed ({error.strerror})", where=str(entry), do="remove it by hand"
                ) from error


def _is_sandbox(state: StateFolder) -> bool:
    """Tell whether a folder is a sandbox's, or empty: some command has locked it, or all of its folders are there."""
    names = {entry.name for entry in state.root.iterdir()}
    folders = {path.name for path in (state.secrets, state.pki, state.kubeconfigs, state.config, state.logs, state.bin)}
    return not names or bool(names & {state.command_lock.name, state.supervisor_lock.name}) or folders <= names
