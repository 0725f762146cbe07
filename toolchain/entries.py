"""Entries of the shared cache: `<cache>/<tool>/<digest>/`, each with one binary and what is known of its build."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from toolchain.catalog import GoTool
from toolchain.errors import SlipwayError
from toolchain.places import Places, go_target

META = "built.json"


class Built(BaseModel):
    """What built.json says of one cache entry."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    go: str
    """The version of the Go that compiled it."""
    target: str
    """GOOS/GOARCH."""
    seconds: Annotated[float, Field(ge=0)]
    """Wall time of the compilation, without fetching modules."""
    packages: Annotated[int, Field(ge=0)]
    """How many packages had to be compiled; those that an earlier build had compiled are not among them."""
    size_bytes: Annotated[int, Field(gt=0)]
    built_at: str
    """RFC 3339, UTC."""


def digest(tool: GoTool, go_version: str) -> str:
    """Give the name of a tool's entry: a digest of all that its binary is made from.

    That is: go.mod, go.sum, what tool.toml says of version, flags, tags and patches, our own Go sources, Go's version
    and the target.

    Raises:
        SlipwayError: go.mod or go.sum is not there.
    """
    total = hashlib.sha256()
    made_from = (tool.name, tool.version, tool.package, tool.ldflags, tool.gcflags, tool.links, go_version, go_target())
    total.update(json.dumps(made_from).encode())
    if tool.tags:
        total.update(json.dumps(tool.tags).encode())
    for patch in tool.patches:
        total.update(patch.model_dump_json().encode())
    own = sorted((tool.module / tool.package).rglob("*.go")) if tool.package.startswith("./") else []
    # Modules of ours that stand in for others, by go.mod's replace.
    own += [file for go_mod in sorted(tool.module.glob("*/**/go.mod")) for file in _files(go_mod.parent)]
    for file in (tool.module / "go.mod", tool.module / "go.sum", *own):
        try:
            content = file.read_bytes()
        except OSError as error:
            raise SlipwayError(
                f"cannot be read ({error.strerror})", where=str(file), do="check the file out again"
            ) from None
        total.update(f"{file.relative_to(tool.module)} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()[:20]


def _files(module: Path) -> list[Path]:
    return sorted(file for file in module.rglob("*") if file.name == "go.mod" or file.suffix == ".go")


def folder(tool: GoTool, go_version: str, places: Places) -> Path:
    """Give the folder that a tool's entry has, or will have."""
    return places.cache / tool.name / digest(tool, go_version)


def read(entry: Path, tool: GoTool) -> Built | None:
    """Read an entry; anything wrong with it (no meta, a corrupt one, a binary of another size) is a miss."""
    try:
        built = Built.model_validate_json((entry / META).read_bytes())
        binary = (entry / tool.name).stat()
    except (OSError, ValidationError):
        return None
    whole = binary.st_size == built.size_bytes and os.access(entry / tool.name, os.X_OK)
    linked = all((entry / link).exists() for link in tool.links)
    return built if whole and linked and (built.name, built.version) == (tool.name, tool.version) else None


def all_built(places: Places, tools: dict[str, GoTool]) -> list[Built]:
    """Read what is known of every entry in the cache, of older pins too, newest first; for benchmarks."""
    found: list[Built] = []
    for name in tools:
        for meta in (places.cache / name).glob(f"[!.]*/{META}"):
            try:
                found.append(Built.model_validate_json(meta.read_bytes()))
            except (OSError, ValidationError):
                continue
    return sorted(found, key=lambda built: built.built_at, reverse=True)
