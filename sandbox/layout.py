"""The sandbox's parts, in the order in which they start: which there are, what each needs, on which port."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from sandbox.argocd.folder import CONTROLLERS
from sandbox.argocd.parts import ArgoPorts, argocd_parts
from sandbox.aws.part import aws_part
from sandbox.clusters.record import Cluster, read_clusters
from sandbox.controlplane import parts as controlplane
from sandbox.git.part import git_part
from sandbox.nodes.part import kwok_part
from sandbox.parts import Part
from sandbox.ports import known_ports
from sandbox.redis import redis_part
from sandbox.state import StateFolder, read_json

CONTROL_PLANE = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")

PART_NAMES = (*CONTROL_PLANE, "aws", "kwok", "git", "redis", *CONTROLLERS)
"""Every part, in the order in which a start waits for them."""

ARGO_PORTS = {
    "repo_server": "argocd-repo-server",
    "repo_server_metrics": "argocd-repo-server-metrics",
    "application_controller_metrics": "argocd-application-controller-metrics",
    "applicationset_metrics": "argocd-applicationset-metrics",
    "applicationset_probe": "argocd-applicationset-probe",
    "applicationset_webhook": "argocd-applicationset-webhook",
}
"""Names of Argo CD's ports in `ports.json`, by the field of `ArgoPorts`."""

PORTS = (*controlplane.PORTS, "aws", "kwok", "git", "redis", *ARGO_PORTS.values())

PART_TOOLS: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in (*CONTROL_PLANE, "kwok")},
    **dict.fromkeys(CONTROLLERS, ("argocd",)),
}
"""The tools that a part can't start without; a part that is not named needs none."""

OWN_TOOLS = (*CONTROL_PLANE[1:], "kwok")
"""The tools of a cluster with a control plane of its own."""

TOOLS = (*CONTROL_PLANE, "kwok", "pulumi", "argocd", "kubectl")
"""The tools of the sandbox, in the order of need."""

LATE_TOOLS = ("helm",)
"""Tools that the first service does not wait for: Argo CD's repo-server renders add-ons' charts with them."""


def parts_of(state: StateFolder, desired: Mapping[str, object]) -> dict[str, Part]:
    """Give the parts that can run with the tools there are.

    Args:
        state: the sandbox's folder, prepared.
        desired: the content of `desired.json`: `tools`, paths by name, and `checkout`, the folder to follow.

    Returns:
        The parts by name.
    """
    named = desired.get("tools")
    tools = {name: Path(str(path)) for name, path in named.items()} if isinstance(named, dict) else {}
    ports = known_ports(state)
    checkout = Path(str(desired["checkout"])) if desired.get("checkout") else None
    groups: list[tuple[tuple[str, ...], Callable[[], list[Part] | tuple[Part, ...]]]] = [
        ((), lambda: controlplane.control_plane(state, ports, tools)),
        ((), lambda: [aws_part(state, port=ports["aws"])]),
        (("kwok",), lambda: [kwok_part(state, port=ports["kwok"], tool=tools["kwok"])]),
        ((), lambda: [git_part(state, port=ports["git"], checkout=checkout)]),
        ((), lambda: [redis_part(state, port=ports["redis"])]),
        (("argocd",), lambda: _argocd(state, ports)),
        *((OWN_TOOLS, partial(_own, state, ports, tools, cluster)) for cluster in read_clusters(state).values()),
    ]
    found: dict[str, Part] = {}
    for needed, make in groups:
        if all(tool in tools for tool in needed):
            found.update({part.name: part for part in make()})
    return found


def _own(state: StateFolder, ports: Mapping[str, int], tools: Mapping[str, Path], cluster: Cluster) -> list[Part]:
    """Give the parts of a cluster with a control plane of its own."""
    chosen = {**ports, **cluster.ports}
    return [
        *controlplane.control_plane(state, chosen, tools, cluster=cluster.name, store=cluster.store),
        kwok_part(state, port=chosen["kwok"], tool=tools["kwok"], cluster=cluster.name),
    ]


def known_parts(state: StateFolder) -> dict[str, Part]:
    """Give the parts that the supervisor was last told to run; none if it never was."""
    desired = read_json(state.desired)
    try:
        return parts_of(state, desired) if desired else {}
    except (KeyError, OSError, ValueError):
        return {}


def _argocd(state: StateFolder, ports: Mapping[str, int]) -> tuple[Part, ...]:
    chosen = ArgoPorts(**{field: ports[name] for field, name in ARGO_PORTS.items()})
    return argocd_parts(state, chosen, git=ports["git"], redis=ports["redis"])
