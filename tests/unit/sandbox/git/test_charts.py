from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from threading import Thread

import pytest

from sandbox.git.charts import ADDRESS, CHARTS, ensure_charts
from sandbox.git.proxy import GitProxy, proxy_url
from sandbox.git.repository import push
from toolchain.errors import SlipwayError

Git = Callable[..., "CompletedProcess[str]"]
TOKEN = "right-token"


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """The folder of charts as a module carries it: read-only files, and more than the mesh is made of."""
    folder = tmp_path / "module" / "charts"
    for chart in (*CHARTS, "default"):
        (folder / chart / "templates").mkdir(parents=True)
        (folder / chart / "Chart.yaml").write_text(f"name: {chart}\n")
        (folder / chart / "templates" / "object.yaml").write_text(f"of: {chart}\n")
        (folder / chart / "Chart.yaml").chmod(0o444)
    (folder / ".gitignore").write_text("templates\n")
    return folder


@pytest.fixture
def charts(tmp_path: Path, git: Git) -> Path:
    """Where the repository of charts is to be."""
    return tmp_path / "git" / "istio.git"


def test_the_charts_of_the_mesh_are_in_one_commit_and_nothing_else_is(module: Path, charts: Path, git: Git) -> None:
    commit = ensure_charts(charts, module, "v1")
    listed = git("ls-tree", "-r", "--name-only", "main", cwd=charts).stdout.splitlines()
    assert listed == sorted(f"{chart}/{file}" for chart in CHARTS for file in ("Chart.yaml", "templates/object.yaml"))
    assert git("log", "--format=%H %s", "main", cwd=charts).stdout == f"{commit} Charts of istio.io/istio v1\n"


def test_one_version_is_one_commit_wherever_it_is_made(module: Path, charts: Path) -> None:
    first = ensure_charts(charts, module, "v1")
    assert ensure_charts(charts, module, "v1") == first
    shutil.rmtree(charts)
    assert ensure_charts(charts, module, "v1") == first


def test_another_version_takes_its_place(module: Path, charts: Path, git: Git) -> None:
    ensure_charts(charts, module, "v1")
    (module / "base" / "more.yaml").write_text("new: true\n")
    commit = ensure_charts(charts, module, "v2")
    assert git("rev-parse", "main", cwd=charts).stdout.strip() == commit
    assert "base/more.yaml" in git("ls-tree", "-r", "--name-only", "main", cwd=charts).stdout


def test_a_module_without_a_chart_is_named(module: Path, charts: Path) -> None:
    (module / "ztunnel" / "Chart.yaml").unlink()
    with pytest.raises(SlipwayError, match="holds no chart ztunnel"):
        ensure_charts(charts, module, "v1")


@pytest.fixture
def both(bare: Path, charts: Path, module: Path, checkout: Path, pki: Path) -> Iterator[GitProxy]:
    """A proxy that serves the sandbox's repository and the charts'."""
    push(checkout, bare)
    ensure_charts(charts, module, "v1")
    with GitProxy(0, bare=bare, pki=pki, token=TOKEN, others={ADDRESS: charts}) as serving:
        thread = Thread(target=serving.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("address", "holds"),
    [
        (ADDRESS, "base/Chart.yaml"),
        # A fork may have a repository of that name of its own.
        ("github.com/a-team/istio.git", "apps/cart/local/config.yaml"),
        ("github.com/istio.git", "apps/cart/local/config.yaml"),
        ("git.slipway.internal/slipway.git", "apps/cart/local/config.yaml"),
    ],
)
def test_only_their_own_address_leads_to_the_charts(
    both: GitProxy, pki: Path, git: Git, tmp_path: Path, address: str, holds: str
) -> None:
    through = {"HTTPS_PROXY": proxy_url(both.port, TOKEN), "GIT_SSL_CAINFO": str(pki / "ca.pem")}
    git("clone", "-q", f"https://{address}", "clone", **through)
    assert (tmp_path / "clone" / holds).is_file()
