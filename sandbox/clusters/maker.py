"""The loop that gives moto's EKS clusters their control planes, and calls a cluster ACTIVE when its own answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from sandbox import rbac
from sandbox.argocd.access import destination_objects
from sandbox.clusters.contexts import write_contexts
from sandbox.clusters.record import ACTIVE, Cluster, has_own_control_plane, new_cluster, read_clusters, write_clusters
from sandbox.credentials import USERS, write_kubeconfig
from sandbox.kubectl import apply
from sandbox.parts import Probe
from sandbox.state import StateFolder
from toolchain.errors import SlipwayError

_LOOK_SECONDS = 0.2


class ClusterMaker:
    """Keeps the record of control planes as EKS's clusters ask for, and prepares each new one.

    Args:
        state: the sandbox's folder.
        clusters: gives moto's clusters that have a control plane of their own, as moto's objects.
        say: told each new trouble, and when it is over.
        activated: told of each cluster whose control plane answers.
    """

    def __init__(
        self,
        state: StateFolder,
        clusters: Callable[[], Sequence[Any]],
        say: Callable[[str], None],
        activated: Callable[[str], None] = lambda name: None,
    ) -> None:
        self._state = state
        self._clusters = clusters
        self._say = say
        self._activated = activated
        self._prepared: set[str] = set()
        self.trouble = ""

    def look(self) -> None:
        """Look once, and do what has to be done.

        Raises:
            SlipwayError: a control plane can't be prepared.
        """
        wanted = {cluster.name: cluster for cluster in self._clusters()}
        known = read_clusters(self._state)
        if set(wanted) != set(known):
            known = {name: known.get(name) or new_cluster(self._state, name) for name in sorted(wanted)}
            self._prepared &= set(known)
            for name, record in known.items():
                for user in USERS:
                    write_kubeconfig(self._state, user, record.server, name)
            write_clusters(self._state, known)
            write_contexts(self._state)
        for name in sorted(set(known) - self._prepared):
            if self._answers(known[name]):
                self._prepare(name)
                self._prepared.add(name)
                wanted[name].status = ACTIVE
                self._activated(name)

    def run(self, ended: threading.Event) -> None:
        """Look again and again until told to end."""
        while not ended.wait(_LOOK_SECONDS):
            try:
                self.look()
                self._tell("")
            except SlipwayError as error:
                self._tell(str(error))
            except Exception as error:
                # Whatever goes wrong in one look, there must be a next one.
                self._tell(f"the cluster maker failed ({type(error).__name__}: {error})")

    def _answers(self, cluster: Cluster) -> bool:
        probe = Probe(
            "https",
            cluster.ports["kube-apiserver"],
            "/readyz",
            ca=self._state.ca,
            token_file=self._state.secrets / "token-admin",
        )
        return probe.look() is None

    def _prepare(self, name: str) -> None:
        kubeconfig = self._state.kubeconfig_of("admin", name)
        apply(self._state, [*rbac.access_objects(), *destination_objects()], kubeconfig=kubeconfig)

    def _tell(self, trouble: str) -> None:
        if trouble != self.trouble:
            self._say(f"clusters: {trouble or 'all is well again'}")
            self.trouble = trouble


def clusters_of_moto() -> list[Any]:
    """Give moto's clusters of all regions that have a control plane of their own.

    To be called while no request runs.
    """
    from moto.backends import get_backend

    return [
        cluster
        for _, _, backend in get_backend("eks").iter_backends()
        for cluster in backend.clusters.values()
        if has_own_control_plane(cluster.tags or {})
    ]
