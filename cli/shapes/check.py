"""What `platform check --output json` prints; `policies.gate.reporting.json_object` writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cli.shapes.mend import Mended
from cli.shapes.shape import Shape


@dataclass(frozen=True)
class FoundResource(Shape):
    """What a finding is about; of a file that holds no object only kind and name are set."""

    apiVersion: str | None  # noqa: N815 - Kubernetes' own word
    """E.g. apps/v1."""
    kind: str | None
    """E.g. Deployment; Dockerfile, Workflow or File for what is no Kubernetes object."""
    namespace: str | None
    """As written."""
    name: str | None
    """The object's name, or the file's."""
    urn: str | None
    """Pulumi's URN, of a resource of a program."""
    type: str | None
    """Pulumi's type token, of a resource of a program."""


@dataclass(frozen=True)
class Place(Shape):
    """Where a finding is."""

    file: str
    """As a person would write it, from the working directory; - is standard input."""
    line: int
    """Counted from 1."""
    column: int
    """Counted from 1."""


@dataclass(frozen=True)
class FindingShape(Shape):
    """One rule's complaint about one resource."""

    rule: str
    """The rule's id."""
    title: str
    """The rule in a few words."""
    controls: tuple[str, ...]
    """Ids of outside standards that the rule implements."""
    severity: Literal["notice", "low", "medium", "high", "critical"]
    """How bad it is."""
    engine: str
    """opa, checkov, or gate for the gate's own."""
    message: str
    """What is wrong with this resource, one sentence."""
    why: str
    """Why it matters."""
    remediation: str
    """How to mend it."""
    waived: bool
    """Whether an agreed exception holds."""
    waiver: str | None
    """That exception's reason."""
    new: bool
    """False if the baseline has it."""
    resource: FoundResource
    """What it is about."""
    container: str | None
    """The container that it is about."""
    location: Place
    """Where."""
    path: tuple[str | int, ...]
    """The property, from the object's root; empty if the whole is meant."""
    also: tuple[str, ...]
    """Ids of rules of other engines that ask the same and found the same."""


@dataclass(frozen=True)
class UndecidedShape(Shape):
    """What was skipped or could not be decided."""

    rule: str
    """The rule's id, or the word for what skipped it."""
    property: str
    """What made it so."""
    count: int
    """How many times."""


@dataclass(frozen=True)
class SummaryShape(Shape):
    """One run in numbers."""

    resources: int
    """Objects judged."""
    rules: int
    """Rules that were asked."""
    findings: int
    """Findings that are neither waived nor in the baseline."""
    waived: int
    """Findings that an exception covers."""
    unknown: int
    """Times that a rule could not decide."""
    engines: dict[str, str]
    """Versions of the engines that were asked."""
    seconds: float
    """Wall-clock time."""
    baseline: int
    """Findings that the baseline has."""
    gone: int
    """Findings that the baseline has and that there are no longer; 0 unless the whole repository was judged."""
    skipped: int
    """Files that were not judged."""
    undecided: tuple[UndecidedShape, ...]
    """The unknown and the skipped, by rule and property."""


@dataclass(frozen=True)
class Check(Shape):
    """What is unsafe in what was judged."""

    findings: tuple[FindingShape, ...]
    """In the order of file, line, column and rule."""
    summary: SummaryShape
    """The run in numbers."""
    status: int
    """The exit status: 0 nothing that fails, 1 findings, 2 something could not be judged."""
    errors: tuple[str, ...]
    """Why something could not be judged, a sentence each."""
    fix: Mended | None
    """Under --fix what a program can mend, or has; null else."""
