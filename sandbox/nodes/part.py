"""kwok as a part of the sandbox."""

from __future__ import annotations

from pathlib import Path

from sandbox.parts import Part, Probe
from sandbox.state import StateFolder


def kwok_part(state: StateFolder, *, port: int, tool: Path) -> Part:
    """Give kwok's process (interim)."""
    return Part(
        name="kwok",
        tool="kwok",
        argv=("/usr/bin/python3", "-m", "http.server", "--bind", "127.0.0.1", str(port)),
        needs=("kube-apiserver",),
        probe=Probe("tcp", port),
        purpose="stand-in for the nodes' kubelets",
    )
