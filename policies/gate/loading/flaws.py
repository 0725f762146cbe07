"""The gate's own findings about inputs: what no rule can judge, and what must not pass for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.gate.document import Path, Position
from policies.gate.finding import Finding, Location, Resource, Severity

ENGINE = "gate"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that may be wrong with an input, as a rule is described."""

    id: str
    title: str
    severity: Severity
    why: str
    remediation: str


INCOMPLETE = Flaw(
    "SLIP-GATE-101",
    "An object says its apiVersion and its kind",
    Severity.HIGH,
    "Without both nobody can tell what it is, so no rule judges it and no API server takes it.",
    "write apiVersion and kind, both as text, or move what is no Kubernetes object out of the manifests",
)
NAMELESS = Flaw(
    "SLIP-GATE-102",
    "An object has a name",
    Severity.MEDIUM,
    "An API server refuses it, and neither a waiver nor a report can say which object is meant.",
    "write metadata.name as text, or metadata.generateName",
)
BROKEN_LIST = Flaw(
    "SLIP-GATE-103",
    "What holds several objects is a List of objects",
    Severity.HIGH,
    "An item that can't be read as an object is judged by no rule.",
    "write the objects as documents of their own, divided by lines of ---",
)
STRAY_LINK = Flaw(
    "SLIP-GATE-104",
    "Symbolic links stay inside the tree",
    Severity.HIGH,
    "What a link leads to outside of the tree, or in a circle, isn't part of the change and can't be judged with it; "
    "Argo CD refuses such a repository too.",
    "replace the link by the file, or remove it",
)
NO_FILE = Flaw(
    "SLIP-GATE-105",
    "What is judged is a file",
    Severity.MEDIUM,
    "A pipe, a socket or a device gives something else each time that it is read, so it isn't read.",
    "remove it, or give its content on standard input",
)

FLAWS: tuple[Flaw, ...] = (INCOMPLETE, NAMELESS, BROKEN_LIST, STRAY_LINK, NO_FILE)


def finding(
    flaw: Flaw,
    message: str,
    file: str,
    at: Position = Position(1, 1),  # noqa: B008 - immutable
    *,
    value: Mapping[str, Any] | None = None,
    path: Path = (),
) -> Finding:
    """Make the finding of a flaw.

    Args:
        flaw: what is wrong in general.
        message: what is wrong with this one, one sentence.
        file: as findings name it.
        at: where in the file.
        value: the object that it is about; None if it is about the file.
        path: the property.
    """
    return Finding(
        rule=flaw.id,
        title=flaw.title,
        controls=(),
        severity=flaw.severity,
        engine=ENGINE,
        message=message,
        why=flaw.why,
        remediation=flaw.remediation,
        resource=Resource(None, "File", None, file) if value is None else _resource(value),
        location=Location(file, at.line, at.column),
        path=path,
    )


def _resource(value: Mapping[str, Any]) -> Resource:
    metadata = value.get("metadata")
    inside = metadata if isinstance(metadata, dict) else {}
    return Resource(
        _text(value.get("apiVersion")),
        _text(value.get("kind")),
        _text(inside.get("namespace")),
        _text(inside.get("name")),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
