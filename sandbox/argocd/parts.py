"""Argo CD's controllers as parts of the sandbox: command lines, environments and probes.

Flags and variables are those of Argo CD v3.6.1 (`--help` of each, and docs/operator-manual/server-commands).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.argocd.folder import CLIENT_CERTIFICATE, ArgoFolder
from sandbox.argocd.objects import NAMESPACE, RECONCILIATION_SECONDS
from sandbox.git.part import TOKEN
from sandbox.git.proxy import proxy_url
from sandbox.parts import Part, Probe
from sandbox.ports import LOOPBACK
from sandbox.redis import PASSWORD
from sandbox.state import StateFolder

TOOL = "argocd"
USER = "argocd"
"""The controllers' user at the API server (`sandbox.credentials.USERS`)."""

SELF_HEAL_SECONDS = 1
"""A hand edit is reverted at most this often. Upstream waits 2 s, then three times as long after each edit."""

MEMORY_LIMIT = {"argocd-repo-server": "96MiB", "argocd-application-controller": "128MiB"}
"""Where Go's garbage collector begins to work harder; no limit that a process is killed at."""

DEFAULT_MEMORY_LIMIT = "64MiB"


@dataclass(frozen=True)
class ArgoPorts:
    """The loopback ports of Argo CD's processes; each name is that of a port in `sandbox.ports`, with `argocd_`."""

    repo_server: int
    repo_server_metrics: int
    application_controller_metrics: int
    applicationset_metrics: int
    applicationset_probe: int
    applicationset_webhook: int


def argocd_parts(state: StateFolder, ports: ArgoPorts, *, git: int, redis: int) -> tuple[Part, ...]:
    """Give the three processes; `sandbox.argocd.folder.prepare` must have made their files.

    Args:
        state: the sandbox's folder.
        ports: their own ports.
        git: the Git server's port.
        redis: the port of the stand-in for Redis.
    """
    folder = ArgoFolder.of(state)
    return (
        _repo_server(state, folder, ports, git=git, redis=redis),
        _application_controller(state, folder, ports, redis=redis),
        _applicationset_controller(state, folder, ports),
    )


def _repo_server(state: StateFolder, folder: ArgoFolder, ports: ArgoPorts, *, git: int, redis: int) -> Part:
    proxy = proxy_url(git, state.secret(TOKEN))
    return Part(
        name="argocd-repo-server",
        tool=TOOL,
        argv=(
            str(folder.bin / "argocd-repo-server"),
            *("--address", LOOPBACK, "--port", str(ports.repo_server)),
            *("--metrics-address", LOOPBACK, "--metrics-port", str(ports.repo_server_metrics)),
            *("--redis", f"{LOOPBACK}:{redis}"),
            # Whoever asks for manifests must show a certificate of the sandbox's authority.
            *("--client-ca-path", str(state.ca)),
            *("--parallelismlimit", "4", "--revision-cache-expiration", f"{RECONCILIATION_SECONDS}s"),
            *("--logformat", "text", "--loglevel", "warn"),
        ),
        needs=("git", "redis"),
        probe=Probe("http", ports.repo_server_metrics, "/healthz"),
        environment={
            **_environment(state, folder, "argocd-repo-server"),
            # All that the repo-server fetches goes through the sandbox's Git server; http:// is refused there.
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), proxy),
            "NO_PROXY": f"{LOOPBACK},localhost",
            "no_proxy": f"{LOOPBACK},localhost",
            "SSL_CERT_FILE": str(state.ca),
            "SSL_CERT_DIR": str(folder.empty),
            "GIT_SSL_CAINFO": str(state.ca),
            "GIT_HTTP_PROXY_AUTHMETHOD": "basic",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "ARGOCD_GIT_MODULES_ENABLED": "false",
            "ARGOCD_GPG_ENABLED": "false",
            "ARGOCD_TLS_DATA_PATH": str(folder.empty),
            "ARGOCD_SSH_DATA_PATH": str(folder.empty),
            "ARGOCD_PLUGINSOCKFILEPATH": str(folder.empty),
            # Parts run in the state folder: a socket's absolute path may be too long (108 bytes on Linux).
            "ARGOCD_ASK_PASS_SOCK": os.path.relpath(folder.root / "ask-pass.sock", state.root),
            "REDIS_PASSWORD": state.secret(PASSWORD),
            "TMPDIR": str(folder.temporary),
        },
        purpose="Argo CD: reads Git, renders manifests",
    )


def _application_controller(state: StateFolder, folder: ArgoFolder, ports: ArgoPorts, *, redis: int) -> Part:
    return Part(
        name="argocd-application-controller",
        tool=TOOL,
        argv=(
            str(folder.bin / "argocd-application-controller"),
            *_cluster_flags(state),
            *_repo_server_flags(state, "--repo-server", ports),
            *("--redis", f"{LOOPBACK}:{redis}"),
            *("--metrics-port", str(ports.application_controller_metrics)),
            *("--app-resync", str(RECONCILIATION_SECONDS), "--app-resync-jitter", "30"),
            *("--self-heal-timeout-seconds", str(SELF_HEAL_SECONDS), "--self-heal-backoff-timeout-seconds", "0"),
            *("--status-processors", "4", "--operation-processors", "2", "--kubectl-parallelism-limit", "4"),
            *("--enable-k8s-event", "none"),
            *("--logformat", "text", "--loglevel", "info"),
        ),
        needs=("kube-apiserver", "argocd-repo-server", "redis"),
        probe=Probe("http", ports.application_controller_metrics, "/healthz"),
        environment={
            **_environment(state, folder, "argocd-application-controller"),
            "REDIS_PASSWORD": state.secret(PASSWORD),
        },
        purpose="Argo CD: compares and syncs Applications",
    )


def _applicationset_controller(state: StateFolder, folder: ArgoFolder, ports: ArgoPorts) -> Part:
    return Part(
        name="argocd-applicationset-controller",
        tool=TOOL,
        argv=(
            str(folder.bin / "argocd-applicationset-controller"),
            *_cluster_flags(state),
            *_repo_server_flags(state, "--argocd-repo-server", ports),
            *("--metrics-addr", f"{LOOPBACK}:{ports.applicationset_metrics}"),
            *("--probe-addr", f"{LOOPBACK}:{ports.applicationset_probe}"),
            *("--webhook-addr", f"{LOOPBACK}:{ports.applicationset_webhook}"),
            *("--enable-scm-providers=false", "--webhook-parallelism-limit", "1"),
            *("--concurrent-reconciliations", "2", "--concurrent-application-updates", "4"),
            *("--logformat", "text", "--loglevel", "info"),
        ),
        needs=("kube-apiserver", "argocd-repo-server"),
        probe=Probe("http", ports.applicationset_metrics, "/metrics"),
        environment={
            **_environment(state, folder, "argocd-applicationset-controller"),
            # Its flag is read for the namespace only; the client is made from this.
            "KUBECONFIG": str(state.kubeconfig_of(USER)),
        },
        purpose="Argo CD: makes Applications from folders in Git",
    )


def _cluster_flags(state: StateFolder) -> tuple[str, ...]:
    return ("--kubeconfig", str(state.kubeconfig_of(USER)), "--namespace", NAMESPACE)


def _repo_server_flags(state: StateFolder, flag: str, ports: ArgoPorts) -> tuple[str, ...]:
    certificate: Path = state.pki / CLIENT_CERTIFICATE
    return (
        *(flag, f"{LOOPBACK}:{ports.repo_server}"),
        *("--repo-server-ca-cert-path", str(state.ca)),
        *("--repo-server-client-cert-path", f"{certificate}.pem"),
        *("--repo-server-client-cert-key-path", f"{certificate}.key"),
    )


def _environment(state: StateFolder, folder: ArgoFolder, part: str) -> Mapping[str, str]:
    return {
        "PATH": os.pathsep.join((str(folder.bin), str(state.bin), os.environ.get("PATH", os.defpath))),
        "HOME": str(folder.root),
        "ARGOCD_APP_CONF_PATH": str(folder.settings),
        # Memory for processor time: these processes are idle but for the seconds after a commit.
        "GOGC": "40",
        "GOMEMLIMIT": MEMORY_LIMIT.get(part, DEFAULT_MEMORY_LIMIT),
        "GOMAXPROCS": "2",
    }
