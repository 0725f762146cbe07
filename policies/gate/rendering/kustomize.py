"""Kustomizations, as `kubectl kustomize` builds them; a finding is shown in the file that the object comes from."""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from policies.errors import InputError
from policies.gate.document import Document
from policies.gate.loading.kustomizations import closure, kustomization_file, read_kustomization
from policies.gate.loading.manifests import manifests
from policies.gate.loading.objects import Item, Objects
from policies.gate.loading.place import KEPT, Fixed, Located, Place
from policies.gate.loading.stream import chunks
from policies.gate.loading.tree import Refusal, trees
from policies.gate.rendering.cache import rendered
from policies.gate.rendering.child import Failed, output_of
from policies.gate.rendering.helm import identity
from policies.gate.rendering.tools import tool_path
from policies.gate.source import Skipped, Source, SourceKind

EMPTY = "kustomization-builds-nothing"
_MANIFESTS = frozenset({".yaml", ".yml", ".json"})
ORIGIN = "config.kubernetes.io/origin"
Key: TypeAlias = tuple[str, ...]
"""What tells one object of a build from another: apiVersion, kind, namespace, name."""


def kustomization(source: Source) -> Iterator[Item]:
    """Give the objects that a kustomization builds.

    Raises:
        InputError: it doesn't build, or wants something that isn't in the tree.
        SlipwayError: there is no kubectl.
    """
    if source.path is None:
        raise InputError("a kustomization is a folder", where=source.file, do="name its folder")
    _refuse_remote(source, source.path)
    built = _values(_built(source, source.path), source)
    origins = _origins(source, source.path) if built else {}
    objects: dict[str, Objects] = {}
    for value in built:
        origin = origins.get(_key(value)) or _Origin(*_own_file(source, source.path))
        file, place = origin.file, origin.place(value)
        yield from objects.setdefault(file, Objects(file, "kustomize")).of(value, place(()).line, place)
    yield from _as_written(source, source.path, built)
    if not built:
        yield Skipped(source.file, EMPTY)


def _as_written(source: Source, folder: Path, built: Sequence[Mapping[str, Any]]) -> Iterator[Item]:
    """Give the objects in folders further down that the build changes, as they are written there.

    Argo CD or a person may apply such a folder by itself, and a kustomization above it must not make it look better.
    """
    contents = [_content(value) for value in built]
    whole = closure(read_kustomization(kustomization_file(str(folder)) or ""))
    for each in whole.values():
        for file in sorted(each.files):
            above = os.path.dirname(file)  # noqa: PTH120 - as all of a kustomization's paths
            if not above.startswith(each.folder + "/") or above in whole or Path(file).suffix not in _MANIFESTS:
                continue
            name = _named(source, folder, Path(file))
            for item in manifests(Source(name, SourceKind.MANIFEST, Path(file), source.unit)):
                if isinstance(item, Document) and "metadata" in item.value and _content(item.value) not in contents:
                    yield item


def _content(value: Mapping[str, Any]) -> dict[str, Any]:
    """Give an object without what kustomize changes harmlessly: names, namespaces, labels."""
    return {key: inner for key, inner in value.items() if key != "metadata"}


def _refuse_remote(source: Source, folder: Path) -> None:
    file = kustomization_file(str(folder))
    if file is None:
        raise InputError("holds no kustomization", where=source.file, do="name its folder")
    for each in closure(read_kustomization(file)).values():
        where = _named(source, folder, Path(each.file))
        if each.missing:
            remote = "://" in each.missing[0] or "?ref=" in each.missing[0] or ".git" in each.missing[0]
            do = "vendor it: what is fetched at each build can't be judged" if remote else "mend the path"
            raise InputError(f"names {each.missing[0]}, which isn't in the tree", where=where, do=do)
        if each.charts:
            raise InputError(
                "inflates Helm charts, which needs a network", where=where, do="render the chart and commit the result"
            )


def _built(source: Source, folder: Path) -> bytes:
    kubectl = tool_path("kubectl")
    argv = [str(kubectl), "kustomize", str(folder)]

    def make() -> bytes:
        try:
            return output_of(argv, file=source.file)
        except Failed as failed:
            said = " ".join(failed.said.removeprefix("error: ").split())
            raise InputError(f"doesn't build: {said}", where=source.file, do="mend it") from failed

    return rendered(["kustomize", identity(kubectl)], folder, source.parts, make)


def _origins(source: Source, folder: Path) -> dict[Key, _Origin]:
    """Build once more below a kustomization of ours that asks for each object's origin; what it says is only looked up.

    The objects that are judged come from the build as it is, since one more layer could change it.
    """
    kubectl = tool_path("kubectl")
    real, temporary = os.path.realpath(folder), os.path.realpath(tempfile.gettempdir())

    def make() -> bytes:
        with tempfile.TemporaryDirectory(prefix="slipway-origins-", dir=temporary) as beside:
            above = {"resources": [os.path.relpath(real, beside)], "buildMetadata": ["originAnnotations"]}
            Path(beside, "kustomization.yaml").write_text(json.dumps(above))
            try:
                return output_of([str(kubectl), "kustomize", beside], file=source.file)
            except Failed:
                return b""

    text = rendered(["kustomize-origins", identity(kubectl), real, temporary], folder, source.parts, make)
    found = {}
    for value in _values(text, source):
        said = _annotations(value).get(ORIGIN)
        if isinstance(said, str) and (origin := _origin_of(said, source, folder, temporary)):
            found[_key(value)] = origin
    return found


def _origin_of(said: str, source: Source, folder: Path, temporary: str) -> _Origin | None:
    """Read an origin's annotation, whose paths are relative to a folder that was directly below the temporary one."""
    value = next((tree.value for tree in trees(said.encode())), None)
    if not isinstance(value, dict):
        return None
    written = value.get("path") or value.get("configuredIn")
    if not isinstance(written, str):
        return None
    path = Path(os.path.normpath(Path(temporary, "beside", written)))
    file = _named(source, Path(os.path.realpath(folder)), path)
    return _Origin(file, path, value.get("path") == written) if path.is_file() else None


@dataclass(frozen=True, slots=True)
class _Origin:
    """The file that an object comes from: as findings name it, where it is, and whether the object is written there."""

    file: str
    path: Path
    written: bool = False

    def place(self, value: dict[str, Any]) -> Located:
        """Give the place of a built object in the file: of the document there that is most like it."""
        candidates = _written(self.file, self.path) if self.written else ()
        # Prefixes and suffixes may have been added; the longest name that is inside is the one.
        alike = [each for each in candidates if each[0][1] == _key(value)[1]]
        named = [each for each in alike if each[0][-1] in _key(value)[-1]]
        best = max(named or alike, key=lambda each: len(each[0][-1]), default=None)
        return best[1] if best else Fixed(1)


@lru_cache(maxsize=KEPT)
def _written(file: str, path: Path) -> tuple[tuple[Key, Located], ...]:
    """Give the objects that are written in a file, and the place of each."""
    try:
        read = list(manifests(Source(file, SourceKind.MANIFEST, path, file)))
    except InputError:
        return ()
    objects = [item for item in read if isinstance(item, Document)]
    return tuple((_key(each.value), each.locate) for each in objects if isinstance(each.locate, Place))


def _values(text: bytes, source: Source) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    try:
        for chunk in chunks(io.BytesIO(text), file=source.file):
            for tree in trees(chunk.content):
                if tree.problem is not None:
                    raise InputError(f"what it builds: {tree.problem.what}", where=source.file, do=tree.problem.do)
                if isinstance(tree.value, dict):
                    found.append(tree.value)
    except (Refusal, yaml.YAMLError) as error:
        raise InputError(f"builds what can't be read: {error}", where=source.file, do="mend it") from error
    return found


def _own_file(source: Source, folder: Path) -> tuple[str, Path]:
    path = Path(kustomization_file(str(folder)) or folder)
    return _named(source, folder, path), path


def _named(source: Source, folder: Path, path: Path) -> str:
    return os.path.normpath(Path(source.file) / os.path.relpath(path, folder)).replace(os.sep, "/")


def _annotations(value: Mapping[str, Any]) -> dict[str, Any]:
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    return annotations if isinstance(annotations, dict) else {}


def _key(value: Mapping[str, Any]) -> Key:
    metadata = value.get("metadata")
    inside = metadata if isinstance(metadata, dict) else {}
    return tuple(
        str(each or "")
        for each in (value.get("apiVersion"), value.get("kind"), inside.get("namespace"), inside.get("name"))
    )
