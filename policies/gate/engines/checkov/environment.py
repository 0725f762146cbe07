"""Checkov's own environment: its locked packages in one folder of the shared cache, installed when first needed."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from policies.errors import EngineError
from toolchain.errors import SlipwayError
from toolchain.places import Places
from toolchain.progress import Progress, Step

LOCK = Path(__file__).parent / "requirements.lock"

LEFT_OUT = frozenset(
    {
        *("aiodns", "aiohappyeyeballs", "aiohttp", "aiosignal", "pycares"),
        *("boto3", "botocore", "docker", "gitdb", "gitpython", "s3transfer", "smmap"),
        *("numpy", "pywin32"),
    }
)
"""Packages of the lock that are not installed: 95 of its 194 MB. Checkov imports the first two rows to reach networks,
which no run of ours does; the worker gives it empty modules in their place. rustworkx wants numpy only for matrices."""

_LAYOUT = 1
"""Raised when what an installation consists of changes."""

_INSTALL_SECONDS = 900.0
"""How long a process waits for another one's installation: that on a slow network."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where Checkov's packages are, and the Python that they were compiled for."""

    python: Path
    packages: Path


def version(lock: Path = LOCK) -> str:
    """Read the pinned version of Checkov; nothing is installed or started.

    Raises:
        EngineError: the lock is not there or pins none.
    """
    pin = re.search(r"^checkov==(\S+)", _content(lock), re.MULTILINE)
    if not pin:
        raise EngineError("has no line 'checkov==VERSION'", where=str(lock), do="check the file out again")
    return pin[1]


def digest(lock: Path = LOCK) -> str:
    """Give what an installation is made from, in 20 hexadecimal digits: lock, this Python, this machine."""
    made_from = (_LAYOUT, sorted(LEFT_OUT), platform.python_version(), sys.platform, platform.machine())
    total = hashlib.sha256(json.dumps(made_from).encode())
    total.update(_content(lock).encode())
    return total.hexdigest()[:20]


def folder(places: Places, lock: Path = LOCK) -> Path:
    """Give where the environment is, or will be."""
    return places.cache / "checkov" / digest(lock)


def find(places: Places, lock: Path = LOCK) -> Environment | None:
    """Give the environment, None if it is not installed."""
    # The folder is renamed into place when it is whole, so that it is there says all.
    packages = folder(places, lock) / "packages"
    return Environment(Path(sys.executable), packages) if (packages / "checkov").is_dir() else None


def ensure(
    places: Places, progress: Progress, *, lock: Path = LOCK, cancelled: Callable[[], bool] = lambda: False
) -> Environment:
    """Give the environment, installing it if it is not there; one process installs, others wait for it.

    Raises:
        EngineError: it can't be fetched or written.
        Stopped: `cancelled` said so.
    """
    found = find(places, lock)
    if found:
        return found
    from toolchain.errors import Busy
    from toolchain.files import held_lock
    from toolchain.progress import step

    target = folder(places, lock)
    with step(progress, f"install Checkov {version(lock)}") as current:
        try:
            with held_lock(
                target.parent / "install.lock",
                what="the installation of Checkov",
                do="wait for it to end, then type the same command again",
                wait_seconds=_INSTALL_SECONDS,
                note=current.note,
            ):
                found = find(places, lock)
                if found:
                    current.outcome = "already there"
                    return found
                _install(target, lock, current, cancelled)
        except Busy as error:
            raise EngineError(error.what, where=error.where, do=error.do) from error
    found = find(places, lock)
    if not found:
        raise EngineError("was installed, and holds no Checkov", where=str(target), do="delete it and try again")
    return found


def chosen(lock: str) -> str:
    """Give a lock's requirements without those of `LEFT_OUT`, hashes and markers kept."""
    requirements = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)
    return "".join(
        requirement
        for requirement in requirements
        if re.split(r"[=\s]", requirement, maxsplit=1)[0].lower() not in LEFT_OUT
    )


def _install(target: Path, lock: Path, current: Step, cancelled: Callable[[], bool]) -> None:
    from toolchain.faults import explained
    from toolchain.files import write_whole

    for leftover in target.parent.glob(".installing-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=".installing-"))
    except OSError as error:
        raise EngineError(f"cannot be written ({error.strerror})", where=str(target.parent), do="mend that") from error
    try:
        requirements, packages = beside / "requirements.lock", beside / "whole" / "packages"
        write_whole(requirements, chosen(_content(lock)))
        for argv, environment in _installers(requirements, packages, beside):
            lines: list[str] = []
            if _run(argv, beside, environment, lines, current, cancelled) == 0:
                break
        else:
            raise explained(f"Checkov {version(lock)}", lines, lock)
        current.note("compiling what it imports")
        compiled = _run(_compiler(packages), beside, dict(os.environ), lines, current, cancelled)
        if compiled != 0:
            # Some package has a file of another Python's syntax: slower to import, nothing else.
            current.note("not all of it could be compiled")
        os.sync()
        shutil.rmtree(target, ignore_errors=True)
        (beside / "whole").rename(target)
    except OSError as error:
        raise EngineError(
            f"cannot be written ({error.strerror or error})", where=str(beside), do="mend that"
        ) from error
    except SlipwayError as error:
        if type(error) is SlipwayError:
            # The advice of the sentences that are made for Go's own package.
            do = "use another Python, or judge without Checkov: --engine opa" if "Go " in (error.do or "") else error.do
            raise EngineError(error.what, where=error.where, do=do) from error
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _run(
    argv: list[str],
    folder: Path,
    environment: Mapping[str, str],
    lines: list[str],
    current: Step,
    cancelled: Callable[[], bool],
) -> int:
    from toolchain import child

    def heard(line: str) -> None:
        lines.append(line)
        current.note(line.strip())

    return child.run(argv, folder=folder, environment=environment, heard=heard, cancelled=cancelled)


def _installers(requirements: Path, packages: Path, scratch: Path) -> list[tuple[list[str], dict[str, str]]]:
    """Give the commands that install, the fastest first: where uv can't reach what pip reaches, pip does the work."""
    wanted = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    wanted += ["--target", str(packages), "-r", str(requirements)]
    environment = {**os.environ, "TMPDIR": str(scratch)}
    commands: list[tuple[list[str], dict[str, str]]] = []
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ.get("PATH", "")]))
    if uv:
        told = {"UV_DEFAULT_INDEX": os.environ.get("PIP_INDEX_URL"), "SSL_CERT_FILE": os.environ.get("PIP_CERT")}
        commands.append(
            (
                [uv, "pip", "install", "--python", sys.executable, *wanted],
                environment | {name: value for name, value in told.items() if value},
            )
        )
    if importlib.util.find_spec("pip"):
        quiet = ["--no-compile", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
        commands.append(([sys.executable, "-m", "pip", "install", *quiet, *wanted], environment))
    if not commands:
        raise EngineError(
            f"neither uv nor pip is there to install Checkov with, in {sys.prefix}",
            do=f"type '{sys.executable} -m ensurepip', then the same command again",
        )
    return commands


def _compiler(packages: Path) -> list[str]:
    # Unchecked: the folder never changes once it is in place, so no import has to look at a source's time.
    flags = ["-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    return [sys.executable, "-I", "-S", "-m", "compileall", *flags, str(packages)]


def _content(lock: Path) -> str:
    try:
        return lock.read_text(encoding="utf-8")
    except OSError as error:
        raise EngineError(
            f"cannot be read ({error.strerror})", where=str(lock), do="check the file out again"
        ) from None
