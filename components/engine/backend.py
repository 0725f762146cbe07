"""Pulumi's backend where it is a folder: its locks, and the state file of each stack.

The layout is that of Pulumi's own file backend (pkg/backend/diy): `.pulumi/locks/organization/PROJECT/STACK/*.json`,
`.pulumi/stacks/PROJECT/STACK.json` and the state before it in `.json.bak`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from components.engine.errors import EngineFailed
from toolchain.files import write_whole

PROJECT = "slipway"
"""The project's name in Pulumi.yaml; part of each URN and of the backend's paths."""


class FileBackend:
    """A backend in a folder of this machine.

    Args:
        folder: the folder `.pulumi` in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> FileBackend | None:
        """Give the backend that an engine's environment names, if it is a folder."""
        url = environment.get("PULUMI_BACKEND_URL", "")
        return cls(Path(url.removeprefix("file://")) / ".pulumi") if url.startswith("file://") else None

    def state_file(self, stack: str) -> Path:
        """Give the file of a stack's state."""
        return self.folder / "stacks" / PROJECT / f"{stack}.json"

    def latest(self, stack: str) -> dict[str, Any]:
        """Give a stack's state as its file has it, secrets encrypted; empty if there is none, or none to be read."""
        try:
            checkpoint = json.loads(self.state_file(stack).read_text()).get("checkpoint") or {}
        except (OSError, ValueError, AttributeError):
            return {}
        return checkpoint.get("latest") or {}

    def locks(self, stack: str) -> list[Path]:
        """Give the files of a stack's locks."""
        return sorted((self.folder / "locks" / "organization" / PROJECT / stack).glob("*.json"))

    def release_stale_locks(self, stack: str) -> list[int]:
        """Remove the locks that engines left which were killed on this machine.

        Returns:
            The process ids that had held them.
        """
        released = []
        for path in self.locks(stack):
            try:
                lock = json.loads(path.read_text())
                pid = int(lock["pid"])
            except (OSError, ValueError, KeyError, TypeError):
                pid = 0  # half a lock, from an engine that was killed while it wrote it
            if pid and lock.get("hostname") != os.uname().nodename:
                continue
            if pid == 0 or not _is_engine(pid):
                path.unlink(missing_ok=True)
                released.append(pid)
        return released

    def restore_damaged_state(self, stack: str) -> bool:
        """Put the state before the newest in its place, if the newest can't be read, as after a power cut.

        Returns:
            Whether it was needed.

        Raises:
            EngineFailed: neither can be read.
        """
        path = self.state_file(stack)
        before = path.with_name(path.name + ".bak")
        for one in (path, before):
            # Pulumi writes what a file is beside it, not at once: half of that makes a whole state unreadable ("failed
            # to load checkpoint: EOF"), and none of it is needed.
            attributes = one.with_name(one.name + ".attrs")
            if attributes.exists() and not _is_json(attributes):
                attributes.unlink(missing_ok=True)
        if not path.exists() or _is_json(path):
            return False
        if not _is_json(before):
            raise EngineFailed(
                "the stack's state is damaged, and so is the one before it",
                where=str(path),
                do="type `platform sandbox reset` and `platform up`",
            )
        path.replace(path.with_name(path.name + ".damaged"))
        write_whole(path, before.read_bytes(), mode=0o600)
        return True


def _is_json(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text()), dict)
    except (OSError, ValueError):
        return False


def _is_engine(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    try:
        return "pulumi" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return True  # no /proc on this system: believe that it is the engine
