"""What the gate keeps of one input once it is judged: enough to report it, and to join it with others, without it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.gate.document import Document, Position
from policies.gate.engines import Verdict
from policies.gate.finding import Finding, Location, Resource, Severity
from policies.gate.source import Skipped
from policies.gate.teams import LABEL


@dataclass(frozen=True, slots=True)
class Judgement:
    """One verdict, with where it is.

    Args:
        engine: the engine's name.
        verdict: what it said.
        document: the number of the document in its entry; -1 for a file that is no manifest.
        line: counted from 1.
        column: counted from 1.
        container: the name of the container that the verdict's path passes through.
    """

    engine: str
    verdict: Verdict
    document: int
    line: int
    column: int
    container: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A document as it is remembered.

    Args:
        resource: what it is.
        file: as findings name it.
        rendered: what rendered it.
        team: the team that its label names.
    """

    resource: Resource
    file: str
    rendered: str | None
    team: str | None = None

    @property
    def identity(self) -> tuple[str, str | None, str | None, str | None]:
        """Give what is unique in a cluster: group, kind, namespace, name."""
        group = (self.resource.apiVersion or "").rpartition("/")[0]
        return group, self.resource.kind, self.resource.namespace, self.resource.name


@dataclass(frozen=True, slots=True)
class Entry:
    """One input, judged.

    Args:
        documents: its documents, in their order.
        judgements: what the engines said of them, each for itself.
        skipped: what in it was not judged.
        findings: the loader's own findings.
    """

    documents: tuple[Told, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    findings: tuple[Finding, ...] = ()


def told(document: Document) -> Told:
    """Give what is remembered of a document."""
    value = document.value
    metadata = value.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    resource = Resource(
        _text(value.get("apiVersion")),
        _text(value.get("kind")),
        _text(metadata.get("namespace")),
        _text(metadata.get("name")) or _text(metadata.get("generateName")),
    )
    labels = metadata.get("labels")
    team = _text(labels.get(LABEL)) if isinstance(labels, Mapping) else None
    return Told(resource, document.file, document.rendered, team)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def judgement(engine: str, verdict: Verdict, document: Document, number: int) -> Judgement:
    """Give a verdict on a document with where it is."""
    place = document.locate(verdict.path) if verdict.line is None else Position(verdict.line, 1)
    return Judgement(engine, verdict, number, place.line, place.column, container_at(document.value, verdict.path))


def container_at(value: Any, path: Sequence[str | int]) -> str | None:
    """Give the name of the container that a path passes through; None if it passes through none."""
    for number, step in enumerate(path[:-1]):
        if isinstance(value, Mapping) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
        if step in ("containers", "initContainers", "ephemeralContainers") and isinstance(value, list):
            index = path[number + 1]
            found = value[index] if isinstance(index, int) and 0 <= index < len(value) else None
            return _text(found.get("name")) if isinstance(found, Mapping) else None
    return None


def to_bytes(entry: Entry, file: str) -> bytes:
    """Give an entry as JSON.

    Args:
        entry: the entry.
        file: its input's name, left out where it is the same: two files of one content share an entry.
    """
    rows = {
        "d": [
            [*_resource(one.resource), None if one.file == file else one.file, one.rendered, one.team]
            for one in entry.documents
        ],
        "j": [
            [
                one.engine,
                one.verdict.rule,
                int(one.verdict.unknown),
                one.verdict.message,
                one.verdict.path,
                one.verdict.name,
                one.verdict.skip,
                one.verdict.skip_line,
                one.document,
                one.line,
                one.column,
                one.container,
            ]
            for one in entry.judgements
        ],
        "s": [[None if one.file == file else one.file, one.reason] for one in entry.skipped],
        "f": [_finding(one, file) for one in entry.findings],
    }
    return json.dumps(rows, separators=(",", ":")).encode()


def _resource(resource: Resource) -> list[str | None]:
    return [resource.apiVersion, resource.kind, resource.namespace, resource.name]


def _finding(one: Finding, file: str) -> list[Any]:
    place = one.location
    return [
        [one.rule, one.title, one.controls, one.severity, one.engine, one.message, one.why, one.remediation],
        _resource(one.resource),
        [None if place.file == file else place.file, place.line, place.column],
        [one.path, one.container],
    ]


def from_bytes(content: bytes, file: str) -> Entry:
    """Give back what `to_bytes` wrote.

    Raises:
        ValueError, KeyError, TypeError: it is no entry.
    """
    rows = json.loads(content)
    return Entry(
        tuple(Told(Resource(*row[:4]), row[4] or file, row[5], row[6]) for row in rows["d"]),
        tuple(
            Judgement(
                row[0],
                Verdict(row[1], bool(row[2]), row[3], tuple(row[4]), name=row[5], skip=row[6], skip_line=row[7]),
                *row[8:],
            )
            for row in rows["j"]
        ),
        tuple(Skipped(name or file, reason) for name, reason in rows["s"]),
        tuple(_found(row, file) for row in rows["f"]),
    )


def _found(row: Any, file: str) -> Finding:
    (rule, title, controls, severity, engine, message, why, remediation), resource, place, (path, container) = row
    return Finding(
        rule,
        title,
        tuple(controls),
        Severity(severity),
        engine,
        message,
        why,
        remediation,
        Resource(*resource),
        Location(place[0] or file, place[1], place[2]),
        tuple(path),
        container,
    )
