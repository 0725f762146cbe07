"""How the sandbox is: each part's state, health, memory and age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from sandbox.layout import PART_NAMES, known_parts
from sandbox.parts import Part
from sandbox.processes import age_seconds, memory_bytes
from sandbox.state import StateFolder, read_json
from sandbox.supervising import supervisor_pid

PartState = Literal["waiting", "starting", "ready", "unhealthy", "restarting", "failed", "stopped"]
"""How a part can be; the supervisor's words."""

STATES: Mapping[str, PartState] = {state: state for state in get_args(PartState)}


@dataclass(frozen=True)
class PartStatus:
    """One part as it is now.

    Args:
        name: its name.
        state: how it is.
        pid: its process id, if it runs.
        memory_bytes: resident memory of it and its children.
        age_seconds: since its process was started.
        restarts: how often it was started again.
        event: what was last seen of it, empty if it is well.
        address: where it listens, for those a person may want to reach.
        purpose: what it is.
    """

    name: str
    state: PartState
    pid: int | None
    memory_bytes: int | None
    age_seconds: float | None
    restarts: int
    event: str
    address: str
    purpose: str


@dataclass(frozen=True)
class SandboxStatus:
    """The whole sandbox as it is now.

    Args:
        state: `up` when every part is ready, `degraded` when one is not, `down` when nothing runs.
        folder: its state folder.
        kubeconfig: the administrator's kubeconfig.
        supervisor_pid: the supervisor's process id.
        memory_bytes: of all parts and the supervisor.
        parts: in the order in which they start.
    """

    state: Literal["up", "degraded", "down"]
    folder: str
    kubeconfig: str
    supervisor_pid: int | None
    memory_bytes: int
    parts: tuple[PartStatus, ...]


def read_status(state: StateFolder) -> SandboxStatus:
    """Look at the sandbox; it need not run."""
    supervisor = supervisor_pid(state)
    content = (read_json(state.status) or {}) if supervisor else {}
    standings = content.get("parts")
    known = known_parts(state)
    parts = [
        _part_status(name, standings.get(name) if isinstance(standings, dict) else None, known.get(name))
        for name in (*PART_NAMES, *(name for name in known if name not in PART_NAMES))
    ]
    total = sum(part.memory_bytes or 0 for part in parts)
    if supervisor:
        # Its children are the parts, which are counted already.
        total += memory_bytes(supervisor, with_children=False) or 0
    ready = all(part.state == "ready" for part in parts)
    return SandboxStatus(
        state="down" if supervisor is None else "up" if ready else "degraded",
        folder=str(state.root),
        kubeconfig=str(state.kubeconfig),
        supervisor_pid=supervisor,
        memory_bytes=total,
        parts=tuple(parts),
    )


def _part_status(name: str, standing: object, part: Part | None) -> PartStatus:
    """Read what the supervisor wrote of a part; what is damaged counts as not there."""
    address, purpose = (part.address, part.purpose) if part else ("", "")
    match standing:
        case {"state": str(word), "pid": int() | None as pid, "restarts": int(restarts), "event": str(event)} if (
            word in STATES
        ):
            return PartStatus(
                name=name,
                state=STATES[word],
                pid=pid,
                memory_bytes=memory_bytes(pid) if pid else None,
                age_seconds=age_seconds(pid) if pid else None,
                restarts=restarts,
                event=event,
                address=address,
                purpose=purpose,
            )
    return PartStatus(name, "stopped", None, None, None, 0, "", address, purpose)
