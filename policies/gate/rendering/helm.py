"""Charts, as `helm template` renders them: with the chart's own values, and with each of its `ci/*-values.yaml`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from policies.errors import InputError
from policies.gate.document import Document
from policies.gate.loading.charts import RENDERED
from policies.gate.loading.kinds import CHART_FILE
from policies.gate.loading.manifests import manifests
from policies.gate.loading.objects import Item, Objects
from policies.gate.loading.place import Fixed, Located, Place
from policies.gate.loading.stream import Chunk, chunks
from policies.gate.loading.tree import Refusal, trees
from policies.gate.rendering.cache import rendered
from policies.gate.rendering.child import Failed, output_of
from policies.gate.rendering.template import TemplatePlace, first_line
from policies.gate.rendering.tools import tool_path
from policies.gate.source import Skipped, Source, SourceKind

RELEASE = "release"
NAMESPACE = "release-namespace"
"""What a chart is rendered for. Not `default`: whoever installs it chooses, so no rule should take it for written."""

LIBRARY = "library-chart"
EMPTY = "chart-renders-nothing"
NOTHING = "template-renders-nothing"

_MANIFESTS = frozenset({".yaml", ".yml", ".json"})

_SOURCE = re.compile(rb"^# Source: (.+?)\r?$", re.MULTILINE)
_PLACE = re.compile(r"(?:\(|template: |error on |parse error at )\(?([^\s:()]+/[^\s:()]+)(?::(\d+))?(?::(\d+))?")

_REMEDIES = (
    ("missing in charts/", "type `helm dependency build` there and commit what it fetched, or exclude the chart"),
    ("don't meet the specifications", "mend the values, or give the chart's own in ci/<name>-values.yaml"),
    ("execution error", "give the values that it wants in ci/<name>-values.yaml"),
    ("nil pointer", "give the values that it wants in ci/<name>-values.yaml"),
)


def chart(source: Source) -> Iterator[Item]:
    """Give the objects that a chart renders, each once however many of its values files render it so.

    Raises:
        InputError: it doesn't render.
        SlipwayError: there is no helm.
    """
    folder = _folder(source)
    about = _about(folder / CHART_FILE, source)
    if about.get("type") == "library":
        yield Skipped(source.file, LIBRARY)
        yield from _unrendered(source, folder, frozenset())
        return
    read = _Rendered(source, str(about.get("name", "")))
    examples = sorted(folder.glob("ci/*-values.yaml"))
    count = 0
    for values in (None, *examples):
        try:
            text = _text(source, values)
        except InputError as error:
            if values is not None or not examples:
                raise
            # Of a chart that can't be rendered without values of its user's, those in ci/ are what counts.
            yield Skipped(source.file, f"values.yaml alone: {error.what}")
            continue
        for item in read.items(text):
            count += isinstance(item, Document)
            yield item
    for item in _unrendered(source, folder, read.templates):
        count += isinstance(item, Document)
        yield item
    if count == 0:
        yield Skipped(source.file, EMPTY)


def _unrendered(source: Source, folder: Path, templates: Set[Path]) -> Iterator[Item]:
    """Give what templates hold from which nothing was rendered, where that is a manifest as it stands.

    A .helmignore, or a Chart.yaml in the wrong place, must not keep from judgement what may be applied as it is.
    """
    for part in source.parts:
        inside = part.relative_to(folder)
        if part in templates or inside.parts[0] not in RENDERED or part.suffix not in _MANIFESTS:
            continue
        file = os.path.normpath(Path(source.file, inside)).replace(os.sep, "/")
        try:
            found = list(manifests(Source(file, SourceKind.MANIFEST, part, source.unit)))
        except InputError:
            # Broken as it stands: a template, or else nobody can say what it is.
            if b"{{" not in part.read_bytes():
                raise
            found = []
        objects: list[Item] = [item for item in found if not isinstance(item, Skipped)]
        yield from objects or [Skipped(file, NOTHING)]


def _folder(source: Source) -> Path:
    if source.path is None:
        raise InputError("a chart is a folder", where=source.file, do="name its folder")
    return source.path


def _about(file: Path, source: Source) -> dict[str, Any]:
    where = f"{source.file}/{CHART_FILE}"
    try:
        value = next((tree.value for tree in trees(file.read_bytes())), None)
    except (OSError, Refusal, yaml.YAMLError) as error:
        raise InputError(f"can't be read: {' '.join(str(error).split())}", where=where, do="mend it") from error
    if not isinstance(value, dict):
        raise InputError("describes no chart", where=where, do="write apiVersion, name and version")
    return value


def _text(source: Source, values: Path | None) -> bytes:
    helm = tool_path("helm")
    folder = _folder(source)
    more = [] if values is None else ["--values", str(values)]
    argv = [str(helm), "template", RELEASE, str(folder), "--namespace", NAMESPACE, "--include-crds", *more]
    named = os.path.relpath(values, folder) if values else "values.yaml"

    def make() -> bytes:
        try:
            return output_of(argv, file=source.file)
        except Failed as failed:
            raise _explained(failed.said, source, named) from failed

    return rendered(["helm", identity(helm), RELEASE, NAMESPACE, named], folder, source.parts, make)


def identity(tool: Path) -> str:
    """Tell one build of a tool from another without starting it."""
    state = tool.stat()
    return f"{tool} {state.st_size} {state.st_mtime_ns}"


def _explained(said: str, source: Source, values: str) -> InputError:
    last = " ".join(said.removeprefix("Error: ").split())
    do = next((remedy for sign, remedy in _REMEDIES if sign in last), "mend it; `helm template` there says the same")
    where = source.file
    if match := _PLACE.search(last):
        path, line, column = match.groups()
        where = ":".join(filter(None, (_template(source, path.partition("/")[2]).file, line, column)))
    return InputError(f"doesn't render with {values}: {last}", where=where, do=do)


@dataclass(frozen=True, slots=True)
class _Template:
    """A template's file: as findings name it, and where it is; None if it is inside of an archive."""

    file: str
    path: Path | None


def _template(source: Source, inside: str) -> _Template:
    """Find the file of a template that helm names `<chart>/<inside>`; a subchart may be an archive."""
    folder = _folder(source)
    prefix = "" if source.file == "." else f"{source.file}/"
    if (folder / inside).is_file():
        return _Template(prefix + inside, folder / inside)
    subchart = re.match(r"charts/([^/]+)/", inside)
    archives = sorted(folder.glob(f"charts/{subchart.group(1)}-*.tgz")) if subchart else []
    if archives:
        return _Template(f"{prefix}charts/{archives[0].name}", None)
    return _Template(prefix + CHART_FILE, None)


class _Rendered:
    """Reads what helm wrote, and leaves out what it has given before."""

    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self._name = name
        self._objects: dict[str, Objects] = {}
        self.templates: set[Path] = set()
        self._given: set[tuple[str, str]] = set()

    def items(self, text: bytes) -> Iterator[Item]:
        import io

        for chunk in chunks(io.BytesIO(text), file=self._source.file):
            yield from self._of_chunk(chunk)

    def _of_chunk(self, chunk: Chunk) -> Iterator[Item]:
        found = _SOURCE.search(chunk.content)
        inside = found.group(1).decode(errors="replace").partition("/")[2] if found else CHART_FILE
        template = _template(self._source, inside)
        if template.path is not None:
            self.templates.add(template.path)
        objects = self._objects.setdefault(template.file, Objects(template.file, "helm"))
        try:
            read = list(trees(chunk.content))
        except (Refusal, yaml.YAMLError) as error:
            raise InputError(
                f"renders to what can't be read: {' '.join(str(error).split())}", where=template.file, do="mend it"
            ) from error
        for number, tree in enumerate(read):
            if tree.problem is not None:
                raise InputError(f"what it renders to: {tree.problem.what}", where=template.file, do=tree.problem.do)
            key = (template.file, json.dumps(tree.value, sort_keys=True, default=str))
            if key in self._given:
                continue
            self._given.add(key)
            place = self._place(template, chunk, number, tree.value)
            yield from objects.of(tree.value, place(()).line, place)

    @staticmethod
    def _place(template: _Template, chunk: Chunk, number: int, value: Any) -> Located:
        if template.path is None:
            return Fixed(1)
        kind = str(value.get("kind", "")) if isinstance(value, dict) else ""
        written = Place(None, 0, len(chunk.content), 0, number, content=chunk.content)
        return TemplatePlace(template.path, first_line(template.path, kind), kind, written)
