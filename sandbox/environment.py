"""The environment of a shell in which `pulumi`, `kubectl` and `platform` reach the sandbox."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from sandbox.controlplane.parts import server_url
from sandbox.errors import NotRunning
from sandbox.ports import LOOPBACK, known_ports
from sandbox.state import STATE_VARIABLE, StateFolder

CLEARED = (
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_DEFAULT_REGION",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "PULUMI_ACCESS_TOKEN",
    "PULUMI_CONFIG_PASSPHRASE",
)
"""Variables that would lead a command to somewhere else than the sandbox."""

CLEARED_PREFIX = "AWS_ENDPOINT_URL_"
"""So would a service's own endpoint, which goes before the one for all
(https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html)."""


def shell_environment(state: StateFolder) -> dict[str, str]:
    """Give the variables to set, by name; PATH is the caller's with the sandbox's and Python's folders in front.

    No value is a secret but AWS's key pair, which opens nothing but this sandbox's moto.

    Raises:
        NotRunning: the sandbox was never started.
    """
    ports = known_ports(state)
    if "kube-apiserver" not in ports or "aws" not in ports:
        raise NotRunning("the sandbox was never started", where=str(state.root), do="type `platform sandbox up`")
    folders = [str(state.bin), str(Path(sys.executable).parent)]
    path = [entry for entry in os.environ.get("PATH", os.defpath).split(os.pathsep) if entry not in folders]
    return {
        "PATH": os.pathsep.join([*folders, *path]),
        STATE_VARIABLE: str(state.root),
        "KUBECONFIG": str(state.kubeconfig),
        "PULUMI_BACKEND_URL": f"file://{state.pulumi}",
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(state.secrets / "pulumi-passphrase"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_HOME": str(state.root / "pulumi-home"),
        "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{ports['aws']}",
        "AWS_ACCESS_KEY_ID": state.secret("aws-access-key-id"),
        "AWS_SECRET_ACCESS_KEY": state.secret("aws-secret-access-key"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "SLIPWAY_SANDBOX_API_SERVER": server_url(ports),
        "SLIPWAY_SANDBOX_CLUSTERS": str(state.clusters),
        "SLIPWAY_SANDBOX_CA": str(state.ca),
        # Go's clients never ask a proxy for loopback; Python's do.
        **{name: _with_loopback(os.environ.get(name)) for name in ("NO_PROXY", "no_proxy")},
    }


def _with_loopback(hosts: str | None) -> str:
    there = [host for host in (hosts or "").split(",") if host]
    return ",".join([*there, *(host for host in (LOOPBACK, "localhost") if host not in there)])


def process_environment(state: StateFolder) -> dict[str, str]:
    """Give the whole environment for a child process that works on the sandbox: the caller's, prepared."""
    kept = {
        name: value for name, value in os.environ.items() if name not in CLEARED and not name.startswith(CLEARED_PREFIX)
    }
    return {**kept, **shell_environment(state)}


def as_shell(variables: Mapping[str, str]) -> str:
    """Write variables as lines for `eval` in a POSIX shell."""
    endpoints = f"$(env | sed -n 's/^\\({CLEARED_PREFIX}[A-Z0-9_]*\\)=.*/\\1/p')"
    lines = [f"unset {' '.join(CLEARED)} {endpoints}"]
    lines += [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    return "\n".join(lines)
