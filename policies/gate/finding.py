"""What the gate reports: the shapes that `platform check --output json` prints and every reporter reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class Severity(IntEnum):
    """How bad a finding is; `--fail-on` names the least that fails. A notice never fails by default."""

    NOTICE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """Give the word that people write."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Resource:
    """What a finding is about; of a file that holds no object (a Dockerfile) only `kind` and `name` are set.

    Args:
        apiVersion: e.g. `apps/v1`; None where there is none.
        kind: e.g. `Deployment`; `Dockerfile`, `Workflow` or `File` for what is no Kubernetes object.
        namespace: as written; None where none is.
        name: the object's name, or the file's.
        urn: Pulumi's URN, of a resource of a program.
        type: Pulumi's type token, of a resource of a program.
    """

    apiVersion: str | None  # noqa: N815 - Kubernetes' own word
    kind: str | None
    namespace: str | None
    name: str | None
    urn: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """Where a finding is: the file as a person would write it, line and column counted from 1."""

    file: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's complaint about one resource.

    Args:
        rule: the rule's id: `SLIP-POD-004`, a team's own, or Checkov's (`CKV_DOCKER_2`).
        title: the rule in a few words.
        controls: ids of outside standards that the rule implements.
        severity: how bad it is; in JSON its word.
        engine: `opa`, `checkov`, or `gate` for the gate's own (waivers, baseline).
        message: what is wrong with this resource, one sentence.
        why: why it matters.
        remediation: how to mend it.
        resource: what it is about.
        location: where.
        path: the property, from the document's root, e.g. `("spec", "containers", 0)`; empty if the whole is meant.
        container: the name of the container it is about, if it is about one.
        also: ids of rules of other engines that ask the same and found the same.
        waived: whether an agreed exception holds.
        waiver: that waiver's reason; None if not waived.
        new: False if the baseline has it.
    """

    rule: str
    title: str
    controls: tuple[str, ...]
    severity: Severity
    engine: str
    message: str
    why: str
    remediation: str
    resource: Resource
    location: Location
    path: tuple[str | int, ...] = ()
    container: str | None = None
    also: tuple[str, ...] = ()
    waived: bool = False
    waiver: str | None = None
    new: bool = True


@dataclass(frozen=True, slots=True)
class Undecided:
    """What was skipped or could not be decided, counted by rule and property; never silence.

    Args:
        rule: the rule's id, or the word for what skipped it (`not-kubernetes`, `excluded`, `not-run`).
        property: what made it so: a property's path, a file's kind, a reason in a few words.
        count: how many times.
    """

    rule: str
    property: str
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One run in numbers.

    Args:
        resources: documents judged.
        rules: rules that were asked.
        findings: findings that are neither waived nor in the baseline.
        waived: findings that a waiver covers.
        unknown: times that a rule could not decide.
        engines: versions of the engines that were asked, by name.
        seconds: wall-clock time.
        baseline: findings that the baseline has.
        gone: findings that the baseline has and that there are no longer, so that it can be written anew.
        skipped: files that were not judged.
        undecided: the unknown and the skipped, by rule and property.
    """

    resources: int
    rules: int
    findings: int
    waived: int
    unknown: int
    engines: dict[str, str]
    seconds: float
    baseline: int = 0
    skipped: int = 0
    undecided: tuple[Undecided, ...] = ()
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What one run of the gate found: findings in a stable order (file, line, column, rule, path), and its summary."""

    findings: tuple[Finding, ...] = ()
    summary: Summary = field(default_factory=lambda: Summary(0, 0, 0, 0, 0, {}, 0.0))
