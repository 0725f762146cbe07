"""A checkout, a bare repository and a running proxy, all real."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.git.proxy import GitProxy, proxy_url
from sandbox.git.repository import ensure_bare
from sandbox.pki import ensure_authority

TOKEN = "right-token"

Git = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Run git in a folder, untouched by the settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("GIT_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "a tester")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tester@example.com")

    def run(
        *arguments: str, cwd: Path = tmp_path, check: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *arguments],
            cwd=cwd,
            env={**os.environ, **environment, "GIT_TERMINAL_PROMPT": "0"},
            capture_output=True,
            text=True,
            check=check,
            timeout=30,
        )

    return run


@pytest.fixture
def checkout(tmp_path: Path, git: Git) -> Path:
    """A repository with one commit of `apps/cart/local/config.yaml`."""
    folder = tmp_path / "checkout"
    (folder / "apps/cart/local").mkdir(parents=True)
    (folder / "apps/cart/local/config.yaml").write_text("kind: ConfigMap\n")
    git("init", "-q", "-b", "trunk", cwd=folder)
    git("add", "-A", cwd=folder)
    git("commit", "-qm", "first", cwd=folder)
    return folder


@pytest.fixture
def bare(tmp_path: Path, git: Git) -> Path:
    """An empty bare repository."""
    folder = tmp_path / "git" / "slipway.git"
    ensure_bare(folder)
    return folder


@pytest.fixture
def commit(checkout: Path, git: Git) -> Callable[[str, str | None], str]:
    """Write a file (or remove it, for None), commit, and give the commit's id."""

    def change(path: str, content: str | None) -> str:
        file = checkout / path
        if content is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        git("add", "-A", cwd=checkout)
        git("commit", "-qm", f"change {path}", cwd=checkout)
        return git("rev-parse", "HEAD", cwd=checkout).stdout.strip()

    return change


@pytest.fixture
def pki(tmp_path: Path) -> Path:
    """A folder with an authority."""
    folder = tmp_path / "pki"
    folder.mkdir()
    ensure_authority(folder)
    return folder


@pytest.fixture
def proxy(bare: Path, pki: Path) -> Iterator[GitProxy]:
    """The proxy, serving."""
    with GitProxy(0, bare=bare, pki=pki, token=TOKEN) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def through_proxy(proxy: GitProxy, pki: Path) -> dict[str, str]:
    """The environment of a git that uses the proxy and trusts the sandbox's authority."""
    return {"HTTPS_PROXY": proxy_url(proxy.port, TOKEN), "GIT_SSL_CAINFO": str(pki / "ca.pem")}
