"""The threads that turn moto's clusters and node groups into control planes and nodes; they end with the process."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from sandbox.clusters.maker import ClusterMaker, clusters_of_moto
from sandbox.clusters.record import HUB, HUB_REGION, read_clusters
from sandbox.nodes.api import NodeApi
from sandbox.nodes.groups import groups_of_moto
from sandbox.nodes.maker import NodeMaker

if TYPE_CHECKING:
    from sandbox.nodes.errors import NodesError
    from sandbox.nodes.group import Group, Instance
    from sandbox.state import StateFolder


FRESH_SECONDS = 0.3
"""How old what was read of moto's node groups may be; a maker looks every half second."""


class Makers:
    """One maker of control planes, and one maker of nodes for each API server.

    Args:
        state: the sandbox's folder.
        lock: held while a request to moto runs.
    """

    def __init__(self, state: StateFolder, lock: threading.RLock) -> None:
        self._state = state
        self._lock = lock
        self._read: tuple[float, tuple[list[Group], Sequence[NodesError]]] | None = None
        self._nodes: dict[str, tuple[NodeMaker, threading.Event]] = {}
        self._clusters = ClusterMaker(state, self._own_clusters, _say, self._start_nodes)

    @property
    def trouble(self) -> str:
        """What goes wrong now, empty if nothing does."""
        told = [self._clusters.trouble, *(maker.trouble for maker, _ in list(self._nodes.values()))]
        return " | ".join(text for text in told if text)

    def start(self) -> None:
        """Register the hub in EKS, and start the threads."""
        from sandbox.aws.eks import control_planes, ensure_cluster

        control_planes.wanted = True
        with self._lock:
            ensure_cluster(HUB, HUB_REGION)
        self._start_nodes("")
        threading.Thread(
            target=self._clusters.run, args=(threading.Event(),), daemon=True, name="cluster maker"
        ).start()

    def _own_clusters(self) -> Sequence[object]:
        with self._lock:
            found = clusters_of_moto()
        for gone in set(self._nodes) - {cluster.name for cluster in found} - {""}:
            self._nodes.pop(gone)[1].set()
        return found

    def _start_nodes(self, cluster: str) -> None:
        api = NodeApi(self._state.kubeconfig_of("nodes", cluster))
        maker = NodeMaker(api, self._groups_of(cluster), _say, self._running)
        ended = threading.Event()
        self._nodes[cluster] = (maker, ended)
        threading.Thread(target=maker.run, args=(ended,), daemon=True, name=f"node maker {cluster}").start()

    def _running(self, found: Mapping[str, Sequence[Instance]]) -> None:
        from sandbox.aws.autoscaling import told_of_instances

        with self._lock:
            told_of_instances(found)

    def _groups(self) -> tuple[list[Group], Sequence[NodesError]]:
        """Give the groups of all clusters, read once for all makers that look at about the same time."""
        with self._lock:
            now = time.monotonic()
            if self._read is None or now - self._read[0] > FRESH_SECONDS:
                self._read = now, groups_of_moto()
            return self._read[1]

    def _groups_of(self, cluster: str) -> Callable[[], tuple[list[Group], Sequence[NodesError]]]:
        """Give what tells the groups of one API server: those of its cluster, or of all that share the first one."""

        def groups() -> tuple[list[Group], Sequence[NodesError]]:
            found, troubles = self._groups()
            own = read_clusters(self._state)
            mine = [group for group in found if (group.cluster == cluster if cluster else group.cluster not in own)]
            return mine, () if cluster else troubles

        return groups


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
