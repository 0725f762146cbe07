"""Compiling one tool into its cache entry, which appears whole or not at all."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from toolchain import child, entries, patches, versionprobe
from toolchain.catalog import GoTool
from toolchain.entries import Built
from toolchain.errors import SlipwayError
from toolchain.faults import explained
from toolchain.fetch import environment
from toolchain.files import write_whole
from toolchain.golang import Go
from toolchain.places import Places, go_target
from toolchain.progress import Progress, Step, step
from toolchain.versions import Version

_PACKAGE = re.compile(r"[^\s:#]+")
"""What `go build -v` prints as it compiles a package: its import path alone on a line."""
_UNFINISHED = ".building-"


def clear_leftovers(tools: Sequence[GoTool], places: Places) -> None:
    """Remove what interrupted builds left; only the holder of the build lock may call it."""
    leftovers = [left for tool in tools for left in (places.cache / tool.name).glob(f"{_UNFINISHED}*")]
    for leftover in [*leftovers, places.scratch]:
        shutil.rmtree(leftover, ignore_errors=True)


def build(
    tool: GoTool, go: Go, places: Places, progress: Progress, packages: int, cancelled: Callable[[], bool]
) -> Path:
    """Compile a tool, see that it runs and tells the pinned version, and put it into the cache.

    Args:
        tool: what to build; the caller holds the build lock and has fetched its modules.
        go: what to build it with.
        places: the cache.
        progress: told how many packages are compiled.
        packages: at most so many have to be compiled, for the progress.
        cancelled: asked about five times a second.

    Returns:
        The binary in its cache entry. Its log is at `places.log(tool.name)`.

    Raises:
        SlipwayError: it does not compile, a patch does not fit its source, the disk is full, or the binary tells
            another version than tool.toml.
        Stopped: `cancelled` said so.
    """
    entry = entries.folder(tool, go.version, places)
    beside = entry.parent / f"{_UNFINISHED}{entry.name}"
    try:
        with step(progress, f"build {tool.name} {tool.version}") as current:
            try:
                beside.mkdir(parents=True)
                began = time.monotonic()
                with patches.applied(tool, go, places, beside / "patches", cancelled) as go_mod:
                    compiled = _compile(tool, go, places, beside / tool.name, go_mod, current, packages, cancelled)
                _describe(tool, go, beside, compiled, time.monotonic() - began)
                _publish(beside, entry)
            except OSError as error:
                raise explained(f"{tool.name} {tool.version}", [error.strerror or str(error)], beside) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return entry / tool.name


def _compile(
    tool: GoTool,
    go: Go,
    places: Places,
    binary: Path,
    go_mod: Path | None,
    current: Step,
    packages: int,
    cancelled: Callable[[], bool],
) -> int:
    argv: list[str | Path] = [go.path, "build", "-v", "-mod=readonly", "-trimpath", f"-ldflags={tool.ldflags}"]
    argv += [f"-gcflags={tool.gcflags}"] if tool.gcflags else []
    argv += [f"-tags={','.join(tool.tags)}"] if tool.tags else []
    argv += [f"-modfile={go_mod}"] if go_mod else []
    argv += ["-o", binary, tool.package]
    log = places.log(tool.name)
    log.parent.mkdir(parents=True, exist_ok=True)
    places.scratch.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    compiled = 0
    with log.open("w") as kept:
        kept.write(
            f"# {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} in {tool.module}: {shlex.join(map(str, argv))}\n"
        )

        def heard(line: str) -> None:
            nonlocal compiled
            kept.write(line + "\n")
            kept.flush()
            if _PACKAGE.fullmatch(line):
                compiled += 1
                current.note(f"{compiled} of {max(packages, compiled)} packages compiled; {line}")
            else:
                lines.append(line)
                current.note(line.strip())

        status = child.run(argv, folder=tool.module, environment=environment(places), heard=heard, cancelled=cancelled)
    if status != 0:
        raise explained(f"{tool.name} {tool.version}", lines, log)
    current.outcome = f"done, {compiled} packages compiled"
    return compiled


def _describe(tool: GoTool, go: Go, beside: Path, compiled: int, seconds: float) -> None:
    binary = beside / tool.name
    told = versionprobe.ask(binary, tool.ask)
    if told is None or Version.parse(told) != Version.parse(tool.version):
        raise SlipwayError(
            f"was built, but '{tool.name} {' '.join(tool.ask.argv)}' tells version {told or 'none'}"
            f" where tool.toml says {tool.version}",
            where=str(tool.module / "tool.toml"),
            do="make version, ldflags and go.mod agree",
        )
    for link in tool.links:
        (beside / link).symlink_to(tool.name)
    built = Built(
        name=tool.name,
        version=tool.version,
        go=go.version,
        target="/".join(go_target()),
        seconds=round(seconds, 1),
        packages=compiled,
        size_bytes=binary.stat().st_size,
        built_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    )
    write_whole(beside / entries.META, built.model_dump_json(indent=1) + "\n")


def _publish(beside: Path, entry: Path) -> None:
    """Make a finished entry visible; one of the same digest that is there already was found to be broken."""
    for file in beside.iterdir():
        if not file.is_symlink():
            _sync(file)
    _sync(beside)
    shutil.rmtree(entry, ignore_errors=True)
    beside.rename(entry)
    _sync(entry.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
