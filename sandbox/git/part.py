"""The Git server as a part of the sandbox."""

from __future__ import annotations

import sys
from pathlib import Path

from sandbox.git.charts import ADDRESS
from sandbox.parts import Part, Probe
from sandbox.state import StateFolder

USER = "git"
"""The API server's user that it is (`sandbox.credentials.USERS`)."""

TOKEN = "git-proxy"  # noqa: S105
"""The credential that its clients send (`sandbox.credentials.RANDOM`)."""


def charts_repository(state: StateFolder) -> Path:
    """Give the bare repository of Istio's charts, beside the sandbox's own."""
    return state.git.with_name("istio.git")


def git_part(state: StateFolder, *, port: int, checkout: Path | None, branch: str = "main") -> Part:
    """Give the Git server's process.

    Args:
        state: the sandbox's folder.
        port: loopback port to listen on.
        checkout: the checkout to follow; None follows none, so that only what `platform` pushes arrives.
        branch: the branch that Argo CD syncs.
    """
    follow = () if checkout is None else ("--follow", str(checkout.resolve()))
    return Part(
        name="git",
        tool=None,
        argv=(
            *(sys.executable, "-m", "sandbox.git"),
            *("--bare", str(state.git), "--branch", branch),
            *("--port", str(port), "--token-file", str(state.secrets / TOKEN), "--pki", str(state.pki)),
            *("--kubeconfig", str(state.kubeconfig_of(USER))),
            *("--also", f"{ADDRESS}={charts_repository(state)}"),
            *follow,
        ),
        needs=(),
        probe=Probe("http", port, "/healthz"),
        purpose="Git, behind the proxy that Argo CD reads through" + (f"; follows {checkout}" if checkout else ""),
    )
