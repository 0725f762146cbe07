"""cluster-autoscaler beside the sandbox: the real one, on the sandbox's API server and its stand-in for AWS.

Its provider for AWS takes no endpoint from the environment, only from its configuration (kubernetes/cloud-provider-aws,
docs/service_controller.md and pkg/providers/v1/config.go, ServiceOverride).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.clusters.record import ENVIRONMENT_TAG, has_own_control_plane, read_clusters
from sandbox.errors import NotRunning
from sandbox.ports import LOOPBACK, known_ports
from sandbox.state import MARK_VARIABLE, StateFolder
from sandbox.supervising import supervisor_pid
from toolchain.files import write_whole

USER = "autoscaler"

SERVICES = ("autoscaling", "ec2", "eks")
"""The services of AWS that it asks."""

PACE: Mapping[str, str] = {
    "scan-interval": "2s",
    "scale-down-delay-after-add": "10s",
    "scale-down-unneeded-time": "10s",
    "unremovable-node-recheck-timeout": "10s",
}
"""Flags of the autoscaler's that make it decide in seconds, where in a real cluster it takes its time."""


@dataclass(frozen=True)
class Command:
    """How the autoscaler is started; the credentials for the stand-in are in its environment."""

    argv: tuple[str, ...]
    environment: Mapping[str, str]


def autoscaler_kubeconfig(state: StateFolder, cluster: str, environment: str) -> Path:
    """Give the kubeconfig by which the autoscaler reaches the API server of an EKS cluster.

    Args:
        state: the sandbox's folder.
        cluster: its name.
        environment: its environment, on which hangs whether it has a control plane of its own.

    Raises:
        NotRunning: the sandbox is down, or was started by an older version of ours, or the cluster isn't there.
    """
    own = has_own_control_plane({ENVIRONMENT_TAG: environment})
    kubeconfig = state.kubeconfig_of(USER, cluster if own else "")
    if supervisor_pid(state) is None:
        raise NotRunning("is down", where=str(state.root), do="type `platform sandbox up`")
    if own and cluster not in read_clusters(state):
        raise NotRunning(f"there is no cluster {cluster}", where=str(state.root), do="type `platform stack up` for it")
    if not kubeconfig.exists():
        raise NotRunning(
            "was started by an older version, which knew no autoscaler",
            where=str(state.root),
            do="type `platform sandbox down`, then `platform sandbox up`",
        )
    return kubeconfig


def autoscaler_command(
    state: StateFolder,
    tool: Path,
    *,
    kubeconfig: Path,
    region: str,
    tags: Sequence[str],
    flags: Mapping[str, str],
) -> Command:
    """Write the autoscaler's configuration, and give its command.

    Args:
        state: the sandbox's folder.
        tool: the executable.
        kubeconfig: of the cluster.
        region: the cluster's region.
        tags: keys of the tags that the Auto Scaling groups have which it may change.
        flags: its flags without the dashes; those of `PACE` go before them.
    """
    configuration = state.config / f"cluster-autoscaler-{region}.conf"
    write_whole(configuration, _configuration(region, f"http://{LOOPBACK}:{known_ports(state)['aws']}"))
    chosen = {
        **flags,
        **PACE,
        "cloud-provider": "aws",
        "cloud-config": str(configuration),
        "kubeconfig": str(kubeconfig),
        "address": f"{LOOPBACK}:0",
        "node-group-auto-discovery": f"asg:tag={','.join(tags)}",
        # One runs, and what it would write for others nobody reads here.
        "leader-elect": "false",
        "write-status-configmap": "false",
        "v": "1",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return Command(
        (str(tool), *(f"--{name}={value}" for name, value in chosen.items())),
        {
            **kept,
            "AWS_REGION": region,
            "AWS_ACCESS_KEY_ID": state.secret("aws-access-key-id"),
            "AWS_SECRET_ACCESS_KEY": state.secret("aws-secret-access-key"),
            "AWS_EC2_METADATA_DISABLED": "true",
            # So that `platform sandbox down` ends it too.
            MARK_VARIABLE: str(state.root),
        },
    )


def _configuration(region: str, url: str) -> str:
    return "\n".join(
        f"""[ServiceOverride "{service}"]
Service = {service}
Region = {region}
URL = {url}
SigningRegion = {region}
"""
        for service in SERVICES
    )
