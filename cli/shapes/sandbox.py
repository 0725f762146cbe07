"""What `platform doctor` and `platform sandbox` print under `--output json`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cli.shapes.shape import Shape

if TYPE_CHECKING:
    from sandbox.status import SandboxStatus
    from toolchain.doctor import Check

PartState = Literal["waiting", "starting", "ready", "unhealthy", "restarting", "failed", "stopped"]


@dataclass(frozen=True)
class CheckRow(Shape):
    """One thing that was looked at on this machine."""

    name: str
    """What was looked at: a program, a tool, the disk."""
    status: Literal["ok", "missing", "too-old", "warn", "bad"]
    """How it is."""
    found: str
    """What is there, with its version or size and where it is."""
    wanted: str
    """What would do."""
    do: str
    """What to do, as an imperative clause; empty if nothing has to be done."""
    blocks: bool
    """True if `platform up` can't succeed before that is done."""


@dataclass(frozen=True)
class Diagnosis(Shape):
    """What this machine has and lacks."""

    ok: bool
    """True if nothing here keeps Slipway from working."""
    checks: tuple[CheckRow, ...]
    """Each thing that was looked at."""

    @classmethod
    def of(cls, checks: Iterable[Check]) -> Diagnosis:
        """Give the diagnosis that checks make."""
        rows = tuple(
            CheckRow(check.name, check.status, check.found, check.wanted, check.do, check.blocks) for check in checks
        )
        return cls(not any(row.blocks for row in rows), rows)


@dataclass(frozen=True)
class PartRow(Shape):
    """One part of the sandbox as it is now."""

    name: str
    """Its name, as `platform sandbox logs` takes it."""
    state: PartState
    """How it is; the sandbox is up when every part is ready."""
    pid: int | None
    """Its process id; null if it does not run."""
    memory_bytes: int | None
    """Memory of it and its children."""
    age_seconds: float | None
    """Since its process was started."""
    restarts: int
    """How often it died and was started again."""
    event: str
    """What was last seen of it; empty if it is well."""
    address: str
    """Where it listens, for those that a person may want to reach; else empty."""
    purpose: str
    """What it is."""


@dataclass(frozen=True)
class Status(Shape):
    """The sandbox as it is now."""

    state: Literal["up", "degraded", "down"]
    """up: every part is ready. degraded: one is not. down: nothing runs."""
    folder: str
    """Its state folder."""
    kubeconfig: str
    """The administrator's kubeconfig."""
    supervisor_pid: int | None
    """The supervisor's process id; null if the sandbox is down."""
    memory_bytes: int
    """Memory of all parts and the supervisor."""
    parts: tuple[PartRow, ...]
    """The parts, in the order in which they start."""

    @classmethod
    def of(cls, seen: SandboxStatus) -> Status:
        """Give a status as it is printed."""
        parts = tuple(
            PartRow(
                name=part.name,
                state=part.state,
                pid=part.pid,
                memory_bytes=part.memory_bytes,
                age_seconds=part.age_seconds,
                restarts=part.restarts,
                event=part.event,
                address=part.address,
                purpose=part.purpose,
            )
            for part in seen.parts
        )
        return cls(seen.state, seen.folder, seen.kubeconfig, seen.supervisor_pid, seen.memory_bytes, parts)


@dataclass(frozen=True)
class Log(Shape):
    """The end of a part's log."""

    part: str
    """The part's name, `supervisor` or `audit`."""
    lines: tuple[str, ...]
    """Its last lines, oldest first."""


Variables = dict[str, str]
"""Environment variables of a prepared shell: value by name."""
