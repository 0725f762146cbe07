"""The OPA that judges, found without importing the toolchain when nothing has changed since it was found last."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policies.gate.places import gate_cache

if TYPE_CHECKING:
    from toolchain.progress import Progress

_PIN = Path(__file__).parents[4] / "toolchain" / "tools" / "opa" / "tool.toml"


@dataclass(frozen=True, slots=True)
class Binary:
    """An OPA: where it is, and its version."""

    path: Path
    version: str


def opa_binary(progress: Progress | None = None, environ: Mapping[str, str] = os.environ) -> Binary:
    """Give the OPA of the pinned range, built if there is none.

    Args:
        progress: told of the build, if one is needed.
        environ: PATH, and SLIPWAY_CACHE if the cache is elsewhere.

    Raises:
        SlipwayError: it can't be built.
    """
    note = gate_cache(environ) / "opa" / f"found-{_surroundings(environ)}.json"
    try:
        kept = json.loads(note.read_bytes())
        binary = Binary(Path(kept["path"]), kept["version"])
        if kept["stamp"] == _stamp(binary.path):
            return binary
    except (OSError, ValueError, KeyError, TypeError):
        pass
    binary = _found(progress)
    from toolchain.files import write_whole

    kept = {"path": str(binary.path), "version": binary.version, "stamp": _stamp(binary.path)}
    write_whole(note, json.dumps(kept))
    return binary


def _found(progress: Progress | None) -> Binary:
    from toolchain.build import ensure
    from toolchain.find import find
    from toolchain.progress import Silent

    ensure(["opa"], progress or Silent())
    found = find("opa")
    if found.path is None or found.version is None:
        raise RuntimeError("OPA was made ready and is nowhere")
    return Binary(found.path, found.version)


def _surroundings(environ: Mapping[str, str]) -> str:
    """Give a digest of what decides which OPA is taken: the pin, and each `opa` on PATH."""
    path = environ.get("PATH", "")
    there = [_stamp(Path(folder) / "opa") for folder in path.split(os.pathsep) if folder]
    said = json.dumps([path, there, _stamp(_PIN), environ.get("SLIPWAY_CACHE")])
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def _stamp(path: Path) -> list[int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return [told.st_mtime_ns, told.st_size, told.st_ino]
