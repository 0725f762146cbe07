"""Finding a tool: on PATH if its version is accepted, else in the shared cache or the virtual environment."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolchain import catalog, entries, golang, versionprobe
from toolchain.catalog import GoTool, WheelTool
from toolchain.places import Places
from toolchain.refusal import Refused, candidates, choose, never

Source = Literal["path", "cache", "environment"]


@dataclass(frozen=True)
class Found:
    """Where a tool is. `path`, `version` and `source` are None together, when it is nowhere yet."""

    tool: GoTool | WheelTool
    path: Path | None
    version: str | None
    source: Source | None
    refused: tuple[Refused, ...]
    """The binaries of its name on PATH that were not taken, and why."""


def find(name: str, places: Places | None = None) -> Found:
    """Find one tool; nothing is built.

    Args:
        name: a name of the catalogue, e.g. "kube-apiserver".
        places: where to look; by default the places of this process.

    Raises:
        SlipwayError: the catalogue has no such tool, or is itself wrong.
    """
    return find_all([name], places)[0]


def find_all(names: Sequence[str], places: Places | None = None) -> list[Found]:
    """Find several tools, in order of need; binaries on PATH are asked for their versions in parallel."""
    places = places or Places.here()
    tools = catalog.chosen(catalog.load(places.tools), list(names))
    go_versions = golang.entry_versions(places) if any(isinstance(tool, GoTool) for tool in tools) else ()
    binaries = {tool.name: candidates(tool.name, places) for tool in tools if not _installed(tool, places)}
    asked = [(binary, tool.ask) for tool in tools if tool.from_path for binary in binaries.get(tool.name, [])]
    told = versionprobe.versions(asked, places)
    found: list[Found] = []
    for tool in tools:
        if installed := _installed(tool, places):
            found.append(Found(tool, installed, tool.version, "environment", ()))
            continue
        there = binaries[tool.name]
        taken, refused = (
            choose(tool.name, tool.ask, tool.range, there, told) if tool.from_path else (None, never(there))
        )
        if taken:
            found.append(Found(tool, taken.path, taken.version.removeprefix("v"), "path", refused))
            continue
        entry = cached(tool, go_versions, places) if isinstance(tool, GoTool) else None
        found.append(Found(tool, entry, tool.version if entry else None, "cache" if entry else None, refused))
    return found


def cached(tool: GoTool, go_versions: Sequence[str], places: Places) -> Path | None:
    """Give the binary of a tool's cache entry, or None if no Go of these versions has built it."""
    for version in go_versions:
        entry = entries.folder(tool, version, places)
        if entries.read(entry, tool):
            return entry / tool.name
    return None


def linked(found: Found, places: Places) -> dict[str, Path]:
    """Give the paths that start a tool that was found: its own, and one for each name in its `links`.

    A binary on PATH gets its links in the cache, since the folder it lies in is not ours.

    Raises:
        OSError: the links can't be written.
    """
    if found.path is None:
        return {}
    paths = {found.tool.name: found.path}
    if found.source == "path" and found.tool.links:
        folder = places.cache / "path-links" / hashlib.sha256(str(found.path).encode()).hexdigest()[:20]
        folder.mkdir(parents=True, exist_ok=True)
        for link in found.tool.links:
            if not (folder / link).exists():
                beside = folder / f".{link}.{os.getpid()}"
                beside.symlink_to(found.path)
                beside.rename(folder / link)
            paths[link] = folder / link
        return paths
    return paths | {link: found.path.parent / link for link in found.tool.links}


def _installed(tool: GoTool | WheelTool, places: Places) -> Path | None:
    """Give a wheel's binary; its version is the requirements lock's, so nothing on PATH can be better."""
    binary = places.scripts / tool.name
    return binary if isinstance(tool, WheelTool) and os.access(binary, os.X_OK) else None
