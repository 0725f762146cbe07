"""Which EKS clusters have a control plane of their own, on which ports, and where in etcd their objects lie.

The sandbox's first control plane is the hub: Argo CD lives there, and it is also the cluster of the stack `local`, so
that `make up` starts one and no more. A cluster of any other environment gets its own when it is made, so that two
clusters of one environment are two, as on AWS: namespaces of one name, rights and nodes don't meet.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sandbox.ports import LOOPBACK, free_ports, is_free, known_ports
from sandbox.state import StateFolder, read_json, write_json

HUB = "slipway-hub"
"""Name in EKS of the first control plane, where Argo CD lives; stack files name it as their hub."""

HUB_REGION = "us-west-2"

SHARING_ENVIRONMENT = "local"
"""The environment whose clusters are the hub itself."""

ENVIRONMENT_TAG = "slipway.dev/environment"

CREATING, ACTIVE = "CREATING", "ACTIVE"
"""EKS's words for a cluster whose control plane is being made, and for one whose control plane answers."""

PORTS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok")
"""The parts of one control plane that listen; etcd is the first one's."""


@dataclass(frozen=True)
class Cluster:
    """One cluster with a control plane of its own.

    Args:
        name: its name in EKS.
        store: prefix of its keys in etcd; a cluster made anew under the same name gets another.
        ports: loopback ports by the names in `PORTS`.
    """

    name: str
    store: str
    ports: Mapping[str, int]

    @property
    def server(self) -> str:
        """Give the API server's address."""
        return f"https://{LOOPBACK}:{self.ports['kube-apiserver']}"


def has_own_control_plane(tags: Mapping[str, str]) -> bool:
    """Tell from a cluster's tags whether it gets a control plane of its own; without the tag it shares the hub's."""
    return tags.get(ENVIRONMENT_TAG, SHARING_ENVIRONMENT) != SHARING_ENVIRONMENT


def read_clusters(state: StateFolder) -> dict[str, Cluster]:
    """Read the clusters by name; none where the file is missing or damaged, since it is written anew from EKS's."""
    clusters = {}
    for name, entry in (read_json(state.clusters) or {}).items():
        match entry:
            case {"store": str(store), "ports": dict(ports)} if set(ports) >= set(PORTS):
                clusters[name] = Cluster(name, store, {key: int(ports[key]) for key in PORTS})
    return clusters


def write_clusters(state: StateFolder, clusters: Mapping[str, Cluster]) -> None:
    """Write the clusters; the supervisor runs what is written."""
    entries = {name: asdict(cluster) for name, cluster in clusters.items()}
    write_json(state.clusters, {name: {"store": one["store"], "ports": one["ports"]} for name, one in entries.items()})


def new_cluster(state: StateFolder, name: str) -> Cluster:
    """Choose ports and a place in etcd for a cluster that is being made."""
    taken = {
        *known_ports(state).values(),
        *(port for one in read_clusters(state).values() for port in one.ports.values()),
    }
    return Cluster(
        name, f"/clusters/{name}-{secrets.token_hex(4)}", dict(zip(PORTS, free_ports(len(PORTS), taken), strict=True))
    )


def settle_ports(state: StateFolder) -> None:
    """Choose new ports for the clusters whose old ones somebody else has taken; to be called while nothing runs."""
    clusters = read_clusters(state)
    for name, cluster in clusters.items():
        if not all(is_free(port) for port in cluster.ports.values()):
            clusters[name] = Cluster(name, cluster.store, new_cluster(state, name).ports)
    if clusters:
        write_clusters(state, clusters)
