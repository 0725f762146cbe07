"""The peers that the gate is timed against, made for the occasion below the shared cache: no dependency of ours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from toolchain import golang
from toolchain.fetch import environment
from toolchain.places import Places
from toolchain.progress import Silent

CONFTEST = ("github.com/open-policy-agent/conftest", "v0.71.1")
"""The newest version when this was written; its OPA is 1.21.1."""

CHECKOV_LOCK = Path("policies/gate/engines/checkov/requirements.lock")


def conftest(places: Places) -> Path:
    """Give conftest's binary, compiled with the flags of our tools if it isn't there.

    Raises:
        RuntimeError: it can't be compiled.
    """
    module, version = CONFTEST
    folder = places.cache / "bench" / f"conftest-{version}"
    binary = folder / "conftest"
    if not binary.exists():
        go = str(golang.ensure(places, Silent(), lambda: False).path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "go.mod").unlink(missing_ok=True)
        variables = environment(places) | {"GOFLAGS": "-mod=mod -buildvcs=false"}
        places.scratch.mkdir(parents=True, exist_ok=True)
        for argv in (
            [go, "mod", "init", "bench"],
            [go, "get", f"{module}@{version}"],
            [go, "build", "-trimpath", "-ldflags=-s -w", "-o", str(binary), module],
        ):
            _run(argv, folder, variables)
    return binary


def checkov(places: Places) -> Path:
    """Give the `checkov` of an environment of its own, with all of the packages that the gate's worker does without.

    Raises:
        RuntimeError: it can't be installed.
    """
    folder = places.cache / "bench" / "checkov"
    command = folder / "bin" / "checkov"
    if not command.exists():
        _run([sys.executable, "-m", "venv", "--clear", str(folder)], Path.cwd())
        uv = str(Path(sys.executable).parent / "uv")
        lock = ["--require-hashes", "--requirement", str(CHECKOV_LOCK)]
        _run([uv, "pip", "install", "--quiet", "--python", str(folder / "bin" / "python"), *lock], Path.cwd())
    return command


def _run(argv: Sequence[str], folder: Path, variables: dict[str, str] | None = None) -> None:
    done = subprocess.run(argv, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)}: exit status {done.returncode}\n{done.stderr[-2000:]}")
