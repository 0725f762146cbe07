"""Checkov as an engine of the gate: Dockerfiles, workflows, secrets, and what of Kubernetes only it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from policies.errors import EngineError
from policies.gate.document import Document
from policies.gate.engines import Facts, Judged, Together, Verdict
from policies.gate.engines.checkov import environment, process, skips, triggers
from policies.gate.engines.checkov.answers import Answer, answers_of, manifest_verdict, not_read, verdict_of
from policies.gate.engines.checkov.inputs import Asked, chunks, content_of, objects_of, text_of
from policies.gate.engines.checkov.notice import StandardError
from policies.gate.source import Source, SourceKind
from toolchain.places import Places
from toolchain.progress import Progress

FRAMEWORKS: Mapping[SourceKind, tuple[str, ...]] = {
    SourceKind.DOCKERFILE: ("dockerfile", "secrets"),
    SourceKind.WORKFLOW: ("github_actions", "secrets"),
    SourceKind.OTHER: ("secrets",),
}
"""What is asked about a file of each kind; nothing about the others."""

ALSO_BY_NAME: Mapping[SourceKind, tuple[str, ...]] = {SourceKind.MANIFEST: ("secrets",)}
"""What more is asked when Checkov is named on the command line."""

ACROSS = "CKV2_K8S_"
"""Checks on several objects together begin so: they are asked by `judge_set`."""


class CheckovEngine:
    """Judges by Checkov in its worker; nothing is installed or started before it is asked.

    Args:
        places: where the shared cache is.
        covered: ids of Checkov's checks whose question a rule of ours asks (`asks.covered`).
        everything: whether Checkov was named on the command line: then every Kubernetes check is asked, and manifests
            are looked through for secrets.
        progress: told of an installation; by default standard error.
        idle_seconds: how long a worker that is started here waits for the next run.
    """

    name = "checkov"

    def __init__(
        self,
        places: Places | None = None,
        *,
        covered: frozenset[str] = frozenset(),
        everything: bool = False,
        progress: Progress | None = None,
        idle_seconds: float = process.IDLE_SECONDS,
        answer_seconds: float = process.ANSWER_SECONDS,
        home: Path | None = None,
    ) -> None:
        self._places = places or Places.here()
        self._covered = covered
        self._everything = everything
        self._progress = progress or StandardError()
        self._idle_seconds = idle_seconds
        self._answer_seconds = answer_seconds
        self.home = home or process.home(self._places)
        self._worker: process.Worker | None = None

    def version(self) -> str:
        """Give Checkov's version, as locked."""
        return environment.version()

    def fingerprint(self) -> str:
        """Give what verdicts depend on: Checkov's lock, our code around it, and which checks are asked."""
        scope = "all" if self._everything else " ".join(sorted(self._covered))
        return f"checkov {self.version()} {environment.digest()} {process.source_digest()} {scope}"

    def rules(self) -> int:
        """Give how many checks are asked."""
        from policies.gate.engines.checkov.catalog import by_framework

        counts = {framework: len(checks) for framework, checks in by_framework().items()}
        if not self._everything:
            asked = frozenset[str]().union(*(trigger.checks for trigger in triggers.TRIGGERS))
            counts["kubernetes"] = len(asked - self._covered - triggers.OBSOLETE.keys())
        return sum(counts.values())

    def facts(self, rule: str) -> Facts:
        """Give severity, reason and remedy of a check."""
        from policies.gate.engines.checkov.advice import facts

        return facts(rule)

    def warm(self) -> None:
        """Let the worker import Checkov while others work; does nothing if Checkov is not installed yet.

        Raises:
            EngineError: it can't be started.
        """
        if self._worker is None and (found := environment.find(self._places)):
            process.start(found, self.home, idle_seconds=self._idle_seconds)

    @property
    def answering(self) -> int | None:
        """Give the id of the process that answers this engine; None before the first question."""
        return self._worker.process if self._worker else None

    def concerns(self, document: Document) -> bool:
        """Tell whether `judge` would ask anything about an object."""
        return self._everything or bool(triggers.relevant(document.value, self._covered))

    def judge(self, documents: Sequence[Document]) -> Judged:
        """Judge Kubernetes objects, each for itself: by every check, or by what only Checkov asks and what matters."""
        wanted = [self._checks(document) for document in documents]
        judged: list[list[Verdict]] = [[] for _ in documents]
        checks = frozenset[str]().union(*wanted)
        asked, reasons = objects_of((number, documents[number]) for number, some in enumerate(wanted) if some)
        for chunk in chunks(asked, lambda each: each):
            for each, answer in zip(chunk, self._ask("kubernetes", chunk, sorted(checks)), strict=True):
                document = documents[each.number]
                judged[each.number] = [
                    manifest_verdict(found, document, reasons[each.number])
                    for found in answer.found
                    if found.check in wanted[each.number]
                ] + list(answer.not_judged)
        return judged

    def judge_set(self, resources: Sequence[Any], unit: str, *, whole: bool) -> list[Verdict]:
        """Ask the checks on several objects together, if Checkov was named; `resource` tells of which one a verdict is.

        Args:
            resources: the objects.
            unit: what they are deployed as.
            whole: whether nothing else is deployed with them; if something is, nothing can be told.
        """
        if not self._everything or not whole or not resources:
            return []
        documents = [
            Document(value, unit, number) for number, value in enumerate(resources) if isinstance(value, Mapping)
        ]
        asked, reasons = objects_of(enumerate(documents))
        answers = self._ask("kubernetes", asked, sorted(self._across()))
        return [
            manifest_verdict(found, documents[number], reasons[number], documents[number].number)
            for number, answer in enumerate(answers)
            for found in answer.found
        ]

    def joins(self) -> bool:
        """Tell whether checks on several objects together are asked: if Checkov was named."""
        return self._everything

    def judge_sets(self, sets: Sequence[Together]) -> Judged:
        """Ask the checks on several objects together, set by set."""
        return [self.judge_set(one.resources, one.unit, whole=one.whole) for one in sets]

    def judge_files(self, sources: Sequence[Source]) -> Judged:
        """Judge Dockerfiles and workflows, and look for secrets in them and in files of other kinds."""
        judged: list[list[Verdict]] = [[] for _ in sources]
        questions: dict[str, list[int]] = {}
        for number, source in enumerate(sources):
            for framework in {**FRAMEWORKS, **(ALSO_BY_NAME if self._everything else {})}.get(source.kind, ()):
                questions.setdefault(framework, []).append(number)
        for framework, numbers in questions.items():
            reader = _Reader(sources, framework)
            for chunk in chunks(numbers, reader.read):
                for each, answer in zip(chunk, self._ask(framework, chunk, ()), strict=True):
                    comments = reader.comments[each.number]
                    judged[each.number] += [verdict_of(found, comments) for found in answer.found]
                    judged[each.number] += answer.not_judged
            for number, reason in reader.unseen:
                judged[number].append(not_read(reason))
        return judged

    def close(self) -> None:
        """Leave the worker to the next run."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _ask(self, framework: str, asked: Sequence[Asked], checks: Sequence[str]) -> list[Answer]:
        if self._worker is None:
            found = environment.ensure(self._places, self._progress)
            self._worker = process.connect(found, self.home, idle_seconds=self._idle_seconds)
        question = {"framework": framework, "names": [each.name for each in asked], "checks": list(checks)}
        try:
            told = self._worker.ask(question, [each.content for each in asked], seconds=self._answer_seconds)
        except EngineError:
            self._worker = None
            raise
        return answers_of(told, framework, [each.name for each in asked])

    def _checks(self, document: Document) -> frozenset[str]:
        if self._everything:
            return self._all() - self._across()
        return triggers.relevant(document.value, self._covered)

    @staticmethod
    def _all() -> frozenset[str]:
        from policies.gate.engines.checkov.catalog import by_framework

        return frozenset(by_framework()["kubernetes"])

    def _across(self) -> frozenset[str]:
        return frozenset(check for check in self._all() if check.startswith(ACROSS))


class _Reader:
    """Reads files for one framework, and keeps what was taken from them.

    Args:
        sources: the files.
        framework: what they are read for.
    """

    def __init__(self, sources: Sequence[Source], framework: str) -> None:
        self._sources = sources
        self._secrets = framework == "secrets"
        self.comments: dict[int, tuple[skips.Skip, ...]] = {}
        self.unseen: list[tuple[int, str]] = []

    def read(self, number: int) -> Asked:
        """Read one file."""
        content, self.comments[number] = skips.taken(content_of(self._sources[number]))
        if self._secrets:
            content, unseen = text_of(content)
            self.unseen += [(number, reason) for reason in unseen]
        return Asked(number, self._sources[number].file, content)
