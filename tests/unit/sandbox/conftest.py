"""State folders of sandboxes that never ran."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.credentials import ensure_credentials
from sandbox.layout import PORTS
from sandbox.pki import ensure_authority, ensure_certificate
from sandbox.ports import choose_ports
from sandbox.state import StateFolder


@pytest.fixture
def prepared_state(tmp_path: Path) -> StateFolder:
    """A state folder with credentials, certificates and ports, at a path that wants quoting."""
    state = StateFolder(tmp_path / "a state's $folder")
    state.prepare()
    ensure_credentials(state)
    ensure_authority(state.pki)
    for name in ("etcd", "kube-apiserver", "kube-controllers", "argocd-repo-server"):
        ensure_certificate(state.pki, name, hosts=("localhost",))
    choose_ports(state, PORTS)
    return state
