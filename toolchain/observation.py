"""Looking at this machine for the doctor: versions, sizes, ports and locks, all at once."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from toolchain import catalog, find, golang, versionprobe
from toolchain.catalog import Ask
from toolchain.doctor import Facts, HeldLock
from toolchain.files import lock_owner
from toolchain.places import Places

_PROGRAMS = {
    "git": Ask(argv=("--version",), pattern=r"git version (\d+\.\d+(?:\.\d+)?)"),
    "make": Ask(argv=("--version",), pattern=r"Make (\S+)"),
}
_COUNTING_SECONDS = 0.6


def observe(places: Places, locks: Sequence[tuple[str, Path]]) -> Facts:
    """See all that the doctor judges.

    Args:
        places: where tools are looked for.
        locks: lock files beside the build's, each with what it protects.

    Raises:
        SlipwayError: the catalogue or go.lock is wrong.
    """
    import psutil

    with ThreadPoolExecutor(max_workers=8) as pool:
        cache_bytes = pool.submit(_tree_bytes, places.cache)
        programs = {name: pool.submit(_version, name, ask, places) for name, ask in _PROGRAMS.items()}
        tools = pool.submit(find.find_all, list(catalog.load(places.tools)), places)
        go = pool.submit(golang.find, places)
        memory = psutil.virtual_memory()
        return Facts(
            python=platform.python_version(),
            git=programs["git"].result(),
            make=programs["make"].result(),
            go=go.result(),
            go_pinned=golang.pinned_version(places),
            tools=tuple(tools.result()),
            cache=places.cache,
            cache_bytes=cache_bytes.result(),
            disk_free=shutil.disk_usage(_nearest_folder(places.cache)).free,
            memory_total=memory.total,
            memory_available=memory.available,
            cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
            loopback_error=_loopback_error(),
            locks=tuple(_held([("the build of tools", places.build_lock), *locks])),
        )


def _version(name: str, question: Ask, places: Places) -> str | None:
    binary = shutil.which(name, path=os.pathsep.join(map(str, places.path)))
    return versionprobe.ask(Path(binary), question) if binary else None


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _tree_bytes(folder: Path) -> int | None:
    """Count what a folder takes on disk; None if that takes longer than anyone wants to wait."""
    if not folder.is_dir():
        return 0
    try:
        told = subprocess.run(
            ["du", "-sk", str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_COUNTING_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    kilobytes = told.stdout.split()[:1]
    return int(kilobytes[0]) * 1024 if kilobytes else None


def _loopback_error() -> str | None:
    try:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
    except OSError as error:
        return error.strerror or str(error)
    return None


def _held(locks: Sequence[tuple[str, Path]]) -> list[HeldLock]:
    owners = [(what, path, lock_owner(path)) for what, path in locks]
    return [HeldLock(what, path, owner) for what, path, owner in owners if owner is not None]
