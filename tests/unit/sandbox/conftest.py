"""State folders of sandboxes that never ran, and processes that stand for their parts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.credentials import ensure_credentials
from sandbox.layout import PORTS
from sandbox.pki import ensure_authority, ensure_certificate
from sandbox.ports import choose_ports
from sandbox.processes import end, marked
from sandbox.state import StateFolder

SLEEP = "import time; print('ready', flush=True); time.sleep(120)"


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


@pytest.fixture
def state(tmp_path: Path) -> Iterator[StateFolder]:
    """A state folder that nobody has made yet; what runs for it is ended with the test."""
    folder = StateFolder(tmp_path / "state")
    yield folder
    end(marked(folder.root), patience_seconds=3)


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process with an environment; it is ended with the test."""
    started: list[subprocess.Popen[str]] = []

    def begin(code: str = SLEEP, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code], env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def unsupervised(monkeypatch: pytest.MonkeyPatch) -> list[StateFolder]:
    """The folders for which a supervisor would have been started."""
    asked: list[StateFolder] = []
    monkeypatch.setattr("sandbox.lifecycle.start_supervisor", asked.append)
    return asked
