"""moto's AWS as a part of the sandbox."""

from __future__ import annotations

import sys

from sandbox.parts import Part, Probe
from sandbox.ports import LOOPBACK
from sandbox.state import StateFolder


def aws_part(state: StateFolder, *, port: int, server: str) -> Part:
    """Give moto's process.

    Args:
        state: the sandbox's folder.
        port: loopback port to listen on.
        server: the API server's address, for the nodes that node groups become.
    """
    return Part(
        name="aws",
        tool=None,
        argv=(
            sys.executable,
            *("-m", "sandbox.aws", "--port", str(port), "--state", str(state.root / "aws")),
            *("--kubeconfig", str(state.kubeconfig_of("nodes"))),
        ),
        environment={"SLIPWAY_AWS_ACCESS_KEY_ID": state.secret("aws-access-key-id")},
        needs=(),
        probe=Probe("http", port, "/healthz"),
        address=f"http://{LOOPBACK}:{port}",
        purpose="stand-in for AWS: moto, and the node groups' nodes",
    )
