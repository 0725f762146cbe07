"""What judges: the one interface that OPA and Checkov are asked through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from policies.gate.document import Document, Path
from policies.gate.finding import Severity
from policies.gate.source import Source


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reader is told of a rule beside one finding of it; fields as in `Finding`."""

    id: str
    title: str
    why: str
    severity: Severity
    controls: tuple[str, ...]
    remediation: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's word on one document or file: it denies, or it can't decide. A rule that is content says nothing.

    Args:
        rule: the rule's id.
        unknown: True if the rule could not decide.
        message: what is wrong, one sentence; of an unknown, what made it so.
        path: the property, from the document's root; empty if the whole is meant.
        line: the line of the file, counted from 1, where the engine itself knows it (files that are no manifests).
        resource: of several documents judged together, the number of the one that it is about.
        name: what it is about in a file that is no manifest (a step, an image), where the engine knows it.
        skip: of a denial, the reason with which the file's author skipped the rule there, in a comment or annotation
            that is the engine's own (`checkov:skip=ID:reason`); such a finding is waived, and so counted. None if not.
        skip_line: the line of that comment or annotation; None without one.
    """

    rule: str
    unknown: bool
    message: str
    path: Path = ()
    line: int | None = None
    resource: int = 0
    name: str | None = None
    skip: str | None = None
    skip_line: int | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Documents that are judged together.

    Args:
        resources: the documents, projected.
        unit: what they are deployed as.
        whole: whether nothing else is deployed with them.
    """

    resources: Sequence[Any]
    unit: str
    whole: bool


Judged: TypeAlias = Sequence[Sequence[Verdict]]
"""The verdicts on each of several documents (or files), in their order."""


class Engine(Protocol):
    """Something that judges documents. It may start a process when it is first asked, and is closed once at the end.

    An engine that can't answer for every document raises `EngineError`: it never leaves one out.
    """

    name: str
    """What findings say: `opa`, `checkov`."""

    def version(self) -> str:
        """Give the engine's version; cheap, nothing is started."""
        ...

    def fingerprint(self) -> str:
        """Give what verdicts depend on beside what is judged: version, rules, settings; cheap, nothing is started."""
        ...

    def rules(self) -> int:
        """Give how many rules it asks."""
        ...

    def facts(self, rule: str) -> Facts:
        """Give what is to be told of a rule that it gave a verdict of."""
        ...

    def warm(self) -> None:
        """Begin to start what takes long to start, without waiting for it; an engine that starts quickly does nothing.

        Raises:
            EngineError: it can't be started.
        """
        ...

    def judge(self, documents: Sequence[Document]) -> Judged:
        """Judge Kubernetes objects, each for itself; one that doesn't concern the engine gets no verdicts.

        Raises:
            EngineError: it failed, ended, was too slow, or left one out.
        """
        ...

    def judge_files(self, sources: Sequence[Source]) -> Judged:
        """Judge files that are no manifests; one that doesn't concern the engine gets no verdicts.

        Raises:
            EngineError: as `judge`.
        """
        ...

    def joins(self) -> bool:
        """Tell whether it asks anything about several documents together."""
        ...

    def judge_sets(self, sets: Sequence[Together]) -> Judged:
        """Judge documents that are deployed together; a verdict's `resource` says which one of its set it is about.

        Raises:
            EngineError: as `judge`.
        """
        ...

    def close(self) -> None:
        """End what was opened for this run; what is kept warm for the next one stays."""
        ...
