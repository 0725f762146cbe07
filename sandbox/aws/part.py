"""moto's AWS as a part of the sandbox."""

from __future__ import annotations

import json
import sys
import urllib.request
from dataclasses import dataclass

from sandbox.errors import NotRunning
from sandbox.parts import Part, Probe
from sandbox.ports import LOOPBACK, known_ports
from sandbox.state import StateFolder


def aws_part(state: StateFolder, *, port: int) -> Part:
    """Give moto's process.

    Args:
        state: the sandbox's folder.
        port: loopback port to listen on.
    """
    return Part(
        name="aws",
        tool=None,
        argv=(
            sys.executable,
            *("-m", "sandbox.aws", "--port", str(port), "--state", str(state.root / "aws")),
            *("--sandbox", str(state.root)),
        ),
        environment={"SLIPWAY_AWS_ACCESS_KEY_ID": state.secret("aws-access-key-id")},
        needs=(),
        probe=Probe("http", port, "/healthz"),
        address=f"http://{LOOPBACK}:{port}",
        purpose="stand-in for AWS: moto, and the node groups' nodes",
    )


@dataclass(frozen=True)
class Boot:
    """One start of the AWS process: its identity, whether it has the state of the one before, why a next one won't."""

    id: str
    restored: bool
    trouble: str = ""


def boot(state: StateFolder) -> Boot:
    """Ask the AWS process about its start.

    Raises:
        NotRunning: it does not answer.
    """
    port = known_ports(state).get("aws")
    if port is None:
        raise NotRunning("has no port yet", where="aws", do="type `platform sandbox up`")
    url = f"http://{LOOPBACK}:{port}/healthz"
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            told = json.load(answer)
    except (OSError, ValueError) as error:
        raise NotRunning(f"does not answer ({error})", where=url, do="type `platform sandbox up`") from error
    return Boot(str(told["boot_id"]), bool(told["restored"]), str(told.get("trouble") or ""))
