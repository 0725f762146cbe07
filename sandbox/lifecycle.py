"""Bring the sandbox up. Each step can be interrupted anywhere and taken again."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox import credentials, executables, pki
from sandbox.argocd.folder import prepare as prepare_argocd
from sandbox.bootstrap import bootstrap
from sandbox.clusters.contexts import write_contexts
from sandbox.clusters.record import read_clusters, settle_ports
from sandbox.controlplane.config import write_configuration
from sandbox.controlplane.parts import server_url
from sandbox.errors import PartFailed
from sandbox.git import charts
from sandbox.git.part import charts_repository
from sandbox.layout import PORTS
from sandbox.ports import choose_ports
from sandbox.processes import end, marked
from sandbox.state import StateFolder, read_json, write_json
from sandbox.supervising import start_supervisor, supervisor_pid
from toolchain.errors import SlipwayError
from toolchain.modulefiles import module_folder
from toolchain.progress import Observed, Progress, Step, step, wait_until

COMMAND_WAIT_SECONDS = 1800.0
"""How long one command that changes the sandbox waits for another."""

CERTIFICATES: Mapping[str, tuple[str, ...]] = {
    "etcd": ("localhost",),
    "kube-apiserver": ("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"),
    "kube-controllers": ("localhost",),
    "argocd-repo-server": ("localhost", "argocd-repo-server"),
}
"""The servers' certificates, by name, with the DNS names they are for besides 127.0.0.1."""


@dataclass(frozen=True)
class Start:
    """What a start of the sandbox found.

    Args:
        moved_ports: names of the ports that another process had taken, so that new ones were chosen.
    """

    moved_ports: tuple[str, ...]


class Sandbox:
    """One sandbox that is being brought up.

    Args:
        checkout: the repository whose services it syncs and whose program it runs.
        state: its folder.
        progress: told of each step.
    """

    def __init__(self, checkout: Path, state: StateFolder, progress: Progress) -> None:
        self.checkout = checkout
        self.state = state
        self.progress = progress
        self._asked = time.time()
        self._tools: dict[str, Path] = {}
        self._tools_lock = threading.Lock()
        self._prepared = False

    def prepare(self) -> Start:
        """Make credentials, certificates, ports and configuration, and start the supervisor.

        Raises:
            SlipwayError: the folder can't be written or is damaged.
        """
        state = self.state
        state.prepare()
        running = supervisor_pid(state) is not None
        moved: list[str] = []
        if not running:
            end(marked(state.root))
            state.status.unlink(missing_ok=True)
            state.desired.unlink(missing_ok=True)
            pki.ensure_authority(state.pki)
            for name, hosts in CERTIFICATES.items():
                pki.ensure_certificate(state.pki, name, hosts=hosts)
            pki.ensure_signing_key(state.pki, "service-accounts")
            credentials.ensure_credentials(state)
            ports, moved = choose_ports(state, PORTS)
            settle_ports(state)
            for user in credentials.USERS:
                credentials.write_kubeconfig(state, user, server_url(ports))
                for cluster in read_clusters(state).values():
                    credentials.write_kubeconfig(state, user, cluster.server, cluster.name)
            write_contexts(state)
            write_configuration(state)
            executables.write_executables(state, credentials.PULUMI)
            self._write_desired()
            start_supervisor(state)
        return Start(tuple(moved))

    @property
    def tools(self) -> Collection[str]:
        """Names of the tools that are there."""
        with self._tools_lock:
            return set(self._tools)

    def add_tool(self, name: str, path: Path) -> None:
        """Say that a tool is there; the parts made from it start by themselves."""
        with self._tools_lock:
            # A tool found on PATH may be found in this very folder, which a prepared shell has in front.
            path = path.resolve()
            executables.link(self.state.bin / name, path)
            if name == "argocd":
                prepare_argocd(self.state, path)
            self._tools[name] = path
            self._write_desired()

    def prepare_cluster(self) -> None:
        """Put into the API server what the other parts and Argo CD need there.

        Raises:
            SlipwayError: the API server refuses it, or Argo CD's definitions can't be had.
        """
        bootstrap(self.state, self.progress)
        with self._tools_lock:
            self._prepared = True
            self._write_desired()

    def prepare_charts(self) -> None:
        """Let the Git server serve Istio's charts.

        They come with a Go module, which can't be fetched where there is no way out: the sandbox stands without them
        too, and its mesh says what it lacks.
        """
        bare = charts_repository(self.state)
        with step(self.progress, "serve Istio's charts") as current:
            try:
                folder, version = module_folder(charts.OWNER, charts.MODULE, charts.FOLDER, self.progress)
                charts.ensure_charts(bare, folder, version)
            except SlipwayError as error:
                current.outcome = f"not to be had: {error}"

    def await_part(self, name: str) -> None:
        """Wait until a part is ready.

        Raises:
            PartFailed: it has failed, with its last words and its log.
            DeadlinePassed: it is still not ready.
        """
        if self._standing(name).get("state") == "ready":
            return
        with step(self.progress, f"start {name}") as current:
            self._await(name, current)

    def _await(self, name: str, current: Step) -> None:
        def look() -> Observed:
            standing = self._standing(name)
            seen, event = str(standing.get("state", "not started")), str(standing.get("event", ""))
            if seen == "failed" and standing.get("asked") == self._asked:
                raise PartFailed(
                    event,
                    where=name,
                    do=f"type `platform sandbox logs {name}`; `up` tries again, `platform sandbox reset` begins anew",
                )
            if supervisor_pid(self.state) is None:
                raise PartFailed(
                    "the supervisor has ended",
                    where=str(self.state.log("supervisor")),
                    do="type `platform sandbox up` again",
                )
            return Observed(seen == "ready", f"{seen} {event}".strip())

        wait_until(
            f"{name} to be ready",
            look,
            deadline_seconds=180,
            do=f"type `platform sandbox logs {name}`",
            note=current.note,
            interval_seconds=0.05,
        )

    def _standing(self, name: str) -> Mapping[str, object]:
        status = read_json(self.state.status) or {}
        parts = status.get("parts")
        standing = parts.get(name, {}) if isinstance(parts, dict) else {}
        return standing if isinstance(standing, dict) else {}

    def _write_desired(self) -> None:
        # Argo CD's controllers end when their kinds and settings are not in the API server yet.
        tools = {name: str(path) for name, path in self._tools.items() if self._prepared or name != "argocd"}
        write_json(self.state.desired, {"asked": self._asked, "checkout": str(self.checkout), "tools": tools})
