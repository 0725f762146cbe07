"""What `platform doctor` says: what is present, missing or too old on this machine, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolchain.catalog import GoTool
from toolchain.find import Found
from toolchain.golang import ACCEPTED as ACCEPTED_GO
from toolchain.golang import FoundGo
from toolchain.places import Places
from toolchain.versions import Version

Status = Literal["ok", "missing", "too-old", "warn", "bad"]

GIB = 1 << 30
LOWEST_PYTHON = Version.parse("3.11.0")
LOWEST_GIT = Version.parse("2.28.0")
"""The first with `init.defaultBranch`, by its release notes; Debian 11 and Ubuntu 22.04 have newer ones."""

COLD_DISK = 12 * GIB
"""The cache after all ten tools were built: 11 GiB, of which Go's compiled packages and modules are 10."""
WARM_DISK = 1 * GIB
LOWEST_MEMORY = 4 * GIB
"""The sandbox takes up to 1.5 GB, and linking the largest tool 1.3 GB beside it (its highest resident set)."""


@dataclass(frozen=True)
class Check:
    """One line of the doctor's."""

    name: str
    status: Status
    found: str
    """What is there, with its version or size and where it is."""
    wanted: str
    do: str
    """What to do, as an imperative clause; empty if nothing has to be done."""
    blocks: bool = False
    """True if `platform up` can't succeed before that is done."""


@dataclass(frozen=True)
class HeldLock:
    """A lock file that a living process holds."""

    what: str
    path: Path
    owner: int


@dataclass(frozen=True)
class Facts:
    """What was seen of this machine; sizes in bytes, None for what could not be found out."""

    python: str
    git: str | None
    make: str | None
    go: FoundGo
    go_pinned: str
    tools: tuple[Found, ...]
    cache: Path
    cache_bytes: int | None
    disk_free: int
    memory_total: int
    memory_available: int
    cores: int
    loopback_error: str | None
    """Why no port of 127.0.0.1 could be bound; None if one could."""
    locks: tuple[HeldLock, ...]


def examine(places: Places | None = None, locks: Sequence[tuple[str, Path]] = ()) -> list[Check]:
    """Look at this machine and judge it; takes about half a second.

    Args:
        places: where tools are looked for; by default the places of this process.
        locks: further lock files to tell about, each with what it protects, e.g. ("the sandbox", …/command.lock).

    Raises:
        SlipwayError: the catalogue is wrong.
    """
    from toolchain.observation import observe

    return diagnose(observe(places or Places.here(), locks))


def diagnose(facts: Facts) -> list[Check]:
    """Judge what was seen; nothing is looked at."""
    return [
        _program("python", facts.python, LOWEST_PYTHON, "install Python 3.11 or newer"),
        _program("git", facts.git, LOWEST_GIT, "install git with the system's package manager"),
        _program("make", facts.make, None, "install make with the system's package manager"),
        _go(facts),
        *(_tool(found) for found in facts.tools),
        _disk(facts),
        _memory(facts),
        _cores(facts),
        _cache(facts),
        _loopback(facts),
        *(_lock(lock) for lock in facts.locks),
    ]


def _program(name: str, version: str | None, lowest: Version | None, do: str) -> Check:
    wanted = f">={lowest}" if lowest else "any version"
    if version is None:
        return Check(name, "missing", "not on PATH", wanted, do, blocks=True)
    if lowest and Version.parse(version) < lowest:
        return Check(name, "too-old", version, wanted, do, blocks=True)
    return Check(name, "ok", version, wanted, "")


def _go(facts: Facts) -> Check:
    wanted = str(ACCEPTED_GO)
    refused = "; ".join(f"{refusal.path}: {refusal.why}" for refusal in facts.go.refused)
    if facts.go.go:
        found = f"{facts.go.go.version} at {facts.go.go.path}"
        return Check("go", "ok", f"{found}; {refused}" if refused else found, wanted, "")
    if all(found.path for found in facts.tools):
        return Check("go", "ok", refused or "not there", wanted, "")
    return Check(
        "go", "missing", refused or "not there", wanted, f"nothing: {facts.go_pinned} is fetched at the first build"
    )


def _tool(found: Found) -> Check:
    tool = found.tool
    wanted = tool.accepted if tool.from_path else f"{tool.version}, never from PATH"
    refused = "; ".join(f"{refusal.path}: {refusal.why}" for refusal in found.refused)
    if found.path:
        there = f"{found.version} at {found.path}"
        return Check(tool.name, "ok", f"{there}; {refused}" if refused else there, wanted, "")
    older = any("too old" in refusal.why for refusal in found.refused)
    status: Status = "too-old" if older else "missing"
    if isinstance(tool, GoTool):
        when = "by `make up`" if tool.needed_by == "up" else "when first used"
        do = f"nothing: {tool.version} is built {when}, in {_duration(tool.build_seconds)}"
        return Check(tool.name, status, refused or "not there", wanted, do)
    return Check(
        tool.name,
        status,
        refused or "not there",
        wanted,
        "type `pip install --require-hashes -r requirements.lock`",
        blocks=tool.needed_by == "up",
    )


def _duration(seconds: int) -> str:
    return f"about {round(seconds / 60)} min" if seconds >= 90 else f"about {seconds} s"


def _disk(facts: Facts) -> Check:
    cold = not all(found.path for found in facts.tools)
    wanted = COLD_DISK if cold else WARM_DISK
    reason = "to build every tool" if cold else "for the sandbox's data"
    found = f"{_size(facts.disk_free)} free beside {facts.cache}"
    if facts.disk_free >= wanted:
        return Check("disk", "ok", found, f"{_size(wanted)} {reason}", "")
    do = "free space, or point SLIPWAY_CACHE at a larger file system"
    bad = facts.disk_free < WARM_DISK
    return Check("disk", "bad" if bad else "warn", found, f"{_size(wanted)} {reason}", do, blocks=bad)


def _memory(facts: Facts) -> Check:
    found = f"{_size(facts.memory_total)}, {_size(facts.memory_available)} available"
    enough = facts.memory_total >= LOWEST_MEMORY
    do = "" if enough else "close other programs: the sandbox takes up to 1.5 GB, a build as much again"
    return Check("memory", "ok" if enough else "warn", found, _size(LOWEST_MEMORY), do)


def _cores(facts: Facts) -> Check:
    enough = facts.cores >= 2
    do = "" if enough else "expect builds to take twice as long"
    return Check("cores", "ok" if enough else "warn", str(facts.cores), "2", do)


def _cache(facts: Facts) -> Check:
    size = _size(facts.cache_bytes) if facts.cache_bytes is not None else "too many files to count quickly"
    return Check("cache", "ok", f"{size} in {facts.cache}", "may be deleted when nothing runs", "")


def _loopback(facts: Facts) -> Check:
    wanted = "ports of 127.0.0.1 can be bound"
    if facts.loopback_error is None:
        return Check("loopback", "ok", wanted, wanted, "")
    do = "bring the loopback interface up, or allow this user to listen on it"
    return Check("loopback", "bad", facts.loopback_error, wanted, do, blocks=True)


def _lock(lock: HeldLock) -> Check:
    return Check(
        f"lock of {lock.what}",
        "warn",
        f"held by process {lock.owner} ({lock.path})",
        "held by nobody",
        f"wait until process {lock.owner} has ended, or end it",
    )


def _size(count: int) -> str:
    return f"{count / GIB:.1f} GiB" if count >= GIB else f"{count / (1 << 20):.0f} MiB"
