"""What a kustomization is made of, read from its file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policies.gate.loading.kinds import KUSTOMIZATION_FILES

_PATHS = (
    "resources",
    "bases",
    "components",
    "crds",
    "patchesStrategicMerge",
    "generators",
    "transformers",
    "validators",
    "configurations",
)
"""Fields whose entries are paths, or text that stands for itself (kustomize's `types/kustomization.go`)."""

_PATHS_INSIDE = ("patches", "patchesJson6902", "replacements")
"""Fields whose entries have a `path`."""

_GENERATORS = ("configMapGenerator", "secretGenerator")


@dataclass(frozen=True, slots=True)
class Kustomization:
    """One kustomization's file and what it names that is there.

    Args:
        folder: absolute.
        file: its kustomization file, absolute.
        is_component: whether it can only be built as a part of another.
        files: the files that it names, absolute.
        folders: the folders that it names, absolute.
        missing: what it names that isn't there, as written: a misspelling, or an address.
        charts: whether it wants charts to be fetched and inflated.
    """

    folder: str
    file: str
    is_component: bool = False
    files: frozenset[str] = field(default=frozenset())
    folders: frozenset[str] = field(default=frozenset())
    missing: tuple[str, ...] = ()
    charts: bool = False


def kustomization_file(folder: str) -> str | None:
    """Give a folder's kustomization file; None if it has none."""
    for name in KUSTOMIZATION_FILES:
        if os.path.isfile(file := os.path.join(folder, name)):
            return file
    return None


def read_kustomization(file: str) -> Kustomization:
    """Read a kustomization's file; one that can't be read names nothing, and building it tells why."""
    # Imported where there is a kustomization: reading YAML is most of what a run of unchanged files would import.
    import yaml

    from policies.gate.loading.tree import Refusal, trees

    folder = os.path.dirname(file)
    try:
        value = next((tree.value for tree in trees(Path(file).read_bytes())), None)
    except (OSError, Refusal, yaml.YAMLError):
        value = None
    if not isinstance(value, dict):
        return Kustomization(folder, file)
    files, folders, missing = set(), set(), []
    for name, must_exist in _named(value):
        path = os.path.normpath(os.path.join(folder, name))
        if os.path.isdir(path):
            folders.add(path)
        elif os.path.exists(path):
            files.add(path)
        elif must_exist:
            missing.append(name)
    return Kustomization(
        folder,
        file,
        value.get("kind") == "Component",
        frozenset(files),
        frozenset(folders),
        tuple(missing),
        bool(value.get("helmCharts") or value.get("helmChartInflationGenerator")),
    )


def closure(top: Kustomization) -> dict[str, Kustomization]:
    """Give a kustomization and all that it is built on, by their folders."""
    found: dict[str, Kustomization] = {}
    waiting = [top]
    while waiting:
        each = waiting.pop()
        if each.folder in found:
            continue
        found[each.folder] = each
        waiting += [read_kustomization(file) for folder in each.folders if (file := kustomization_file(folder))]
    return found


def _named(value: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Give the paths that a kustomization names, and whether they can be nothing but paths."""
    for key in _PATHS:
        for entry in _sequence(value.get(key)):
            if isinstance(entry, str) and "\n" not in entry:
                yield entry, key in ("resources", "bases", "components", "crds")
    for key in _PATHS_INSIDE:
        for entry in _sequence(value.get(key)):
            if isinstance(entry, dict) and isinstance(entry.get("path"), str):
                yield entry["path"], True
    for key in _GENERATORS:
        for entry in _sequence(value.get(key)):
            if isinstance(entry, dict):
                names = [*_sequence(entry.get("files")), *_sequence(entry.get("envs")), entry.get("env")]
                yield from ((name.partition("=")[2] or name, True) for name in names if isinstance(name, str))
    if isinstance(openapi := value.get("openapi"), dict) and isinstance(openapi.get("path"), str):
        yield openapi["path"], True


def _sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
