"""The administrator's kubeconfig: the first control plane, and a context for each cluster that has its own."""

from __future__ import annotations

import base64
import json

from sandbox.clusters.record import read_clusters
from sandbox.credentials import ADMIN
from sandbox.ports import LOOPBACK, known_ports
from sandbox.state import StateFolder
from toolchain.files import write_whole

DEFAULT = "slipway"
"""Name of the first control plane's context, which is the current one."""


def write_contexts(state: StateFolder) -> None:
    """Write the administrator's kubeconfig, mode 0600; `kubectl --context slipway-dev` then reaches that cluster."""
    servers = {DEFAULT: f"https://{LOOPBACK}:{known_ports(state)['kube-apiserver']}"}
    servers |= {name: cluster.server for name, cluster in read_clusters(state).items()}
    authority = base64.b64encode(state.ca.read_bytes()).decode()
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": DEFAULT,
        "clusters": [
            {"name": name, "cluster": {"server": server, "certificate-authority-data": authority}}
            for name, server in servers.items()
        ],
        "users": [{"name": ADMIN.key, "user": {"token": state.secret(f"token-{ADMIN.key}")}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": ADMIN.key}} for name in servers],
    }
    write_whole(state.kubeconfig, json.dumps(content, indent=1) + "\n", mode=0o600)
