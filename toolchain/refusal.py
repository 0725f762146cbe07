"""Choosing a binary from PATH by its version, and saying why the others were refused."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolchain.catalog import Ask
from toolchain.places import Places
from toolchain.versions import Range, Version


@dataclass(frozen=True)
class Taken:
    """A binary on PATH whose version is in range; `version` is as it prints it."""

    path: Path
    version: str


@dataclass(frozen=True)
class Refused:
    """A binary on PATH that is not used; `version` is None if it told none."""

    path: Path
    version: str | None
    why: str
    """A clause, e.g. "1.36.0 is too old (>=1.37.0,<1.38.0 is accepted)"."""


def candidates(name: str, places: Places) -> list[Path]:
    """Give the executables of a name on PATH, in its order.

    Those inside the cache are left out: a prepared shell has them on PATH, and their entries may be of another pin.
    """
    found: list[Path] = []
    for folder in places.path:
        binary = folder / name
        if not os.access(binary, os.X_OK) or not binary.is_file() or binary in found:
            continue
        if not binary.resolve().is_relative_to(places.cache.resolve()):
            found.append(binary)
    return found


def choose(
    name: str, ask: Ask, accepted: Range, binaries: Sequence[Path], told: Mapping[Path, str | None]
) -> tuple[Taken | None, tuple[Refused, ...]]:
    """Take the first binary whose version is in range.

    Args:
        name: the binaries' name, for the message.
        ask: the question that was put to them.
        accepted: the range.
        binaries: in the order of PATH.
        told: the version that each of them told, None where it told none.

    Returns:
        The binary, or None; and those in front of it, or all, with the reason why each was refused.
    """
    refused: list[Refused] = []
    for binary in binaries:
        version = told[binary]
        if version is None:
            refused.append(Refused(binary, None, f"'{name} {' '.join(ask.argv)}' tells no version"))
            continue
        verdict = accepted.judge(Version.parse(version))
        if verdict == "in range":
            return Taken(binary, version), tuple(refused)
        refused.append(Refused(binary, version, f"{version} is {verdict} ({accepted} is accepted)"))
    return None, tuple(refused)


def never(binaries: Sequence[Path]) -> tuple[Refused, ...]:
    """Refuse binaries on PATH whatever they are, for a tool with `from_path = false`; they are not run."""
    why = "never taken from PATH (from_path = false in tool.toml)"
    return tuple(Refused(binary, None, why) for binary in binaries)
