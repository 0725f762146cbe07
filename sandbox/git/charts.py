"""A second repository beside the sandbox's own: Istio's charts, as its Go module carries them.

Chart repositories can't be reached from a machine without internet, but a Go module can be had wherever the tools can,
and Istio's holds its charts (`manifests/charts`). Argo CD syncs them from Git as it would from a mirror.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sandbox.git.repository import ensure_bare, git
from toolchain.errors import SlipwayError

ADDRESS = "git.slipway.internal/istio.git"
"""Host and path at which the repository is served; every other address leads to the sandbox's own."""

OWNER = "istioctl"
"""The folder in `toolchain/tools` that pins the module."""

MODULE = "istio.io/istio"
FOLDER = "manifests/charts"

CHARTS = ("base", "gateway", "istio-cni", "istio-control/istio-discovery", "ztunnel")
"""The charts that the mesh is made of, by their folders."""

_SIGNATURE = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in {
        "NAME": "slipway sandbox",
        "EMAIL": "sandbox@slipway.internal",
        "DATE": "2026-01-01T00:00:00Z",
    }.items()
}
"""One content gives one commit, so that Argo CD sees nothing new when the repository is made again."""


def ensure_charts(bare: Path, folder: Path, version: str) -> str:
    """Make the repository hold the charts, in one commit on the branch `main`; nothing is done if it does.

    Args:
        bare: the repository's folder.
        folder: the module's charts.
        version: the module's version, for the commit's message.

    Returns:
        The commit's full id.

    Raises:
        SlipwayError: git can't make it, or a chart is missing from the folder.
    """
    ensure_bare(bare)
    message = f"Charts of {MODULE} {version}"
    do = "type `platform sandbox up` again"
    known = git("for-each-ref", "--format=%(objectname) %(subject)", "refs/heads/main", folder=bare, do=do)
    commit, _, subject = known.partition(" ")
    if subject == message:
        return commit
    missing = [chart for chart in CHARTS if not (folder / chart / "Chart.yaml").is_file()]
    if missing:
        raise SlipwayError(f"holds no chart {missing[0]}", where=f"{MODULE} {version}", do="pin another version")
    index = bare / "charts.index"
    try:
        tree = _tree(bare, folder, index)
    finally:
        index.unlink(missing_ok=True)
    made = _run(bare, ["commit-tree", tree, "-m", message], _SIGNATURE)
    git("update-ref", "refs/heads/main", made, folder=bare, do=do)
    return made


def _tree(bare: Path, folder: Path, index: Path) -> str:
    beside = {"GIT_INDEX_FILE": str(index), "GIT_WORK_TREE": str(folder), "GIT_DIR": str(bare)}
    _run(folder, ["add", "--force", "--", *CHARTS], beside)
    return _run(folder, ["write-tree"], beside)


def _run(folder: Path, arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [shutil.which("git") or "git", "-c", "core.autocrlf=false", "-c", "core.bare=false", *arguments],
        cwd=folder,
        env={**{name: value for name, value in os.environ.items() if not name.startswith("GIT_")}, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode != 0:
        why = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise SlipwayError(f"`git {arguments[0]}` failed: {why}", where=str(folder), do="look at git and the disk")
    return done.stdout.strip()
