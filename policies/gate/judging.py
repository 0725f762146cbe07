"""Judging inputs that the cache doesn't know: read, ask the engines, keep what matters. A few documents at a time."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from policies.errors import EngineError, InputError
from policies.gate.document import Document
from policies.gate.engines import Engine, Verdict
from policies.gate.entry import Entry, Judgement, Told, judgement, told
from policies.gate.finding import Finding
from policies.gate.loading import load
from policies.gate.projection import projected
from policies.gate.source import Skipped, Source, SourceKind

CHUNK = 64
"""Documents a query: enough that asking costs little beside judging, few enough that memory stays flat."""

KIND_WORDS = {SourceKind.DOCKERFILE: "Dockerfile", SourceKind.WORKFLOW: "Workflow"}
"""What a finding on a file that is no manifest calls its resource; the others are `File`."""

MANIFESTS = frozenset({SourceKind.MANIFEST, SourceKind.CHART, SourceKind.KUSTOMIZATION})
"""Inputs that hold Kubernetes objects."""

FILES = frozenset(SourceKind) - {SourceKind.CHART, SourceKind.KUSTOMIZATION}
"""Inputs that are one file, which an engine may want to see as it is written."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One input after it was judged, or as far as it could be.

    Args:
        number: which of the inputs it is.
        entry: what is known of it.
        parts: its documents for rules on several of them, a few to each part; see `unpacked`.
        error: why not all of it could be judged; None if all was.
    """

    number: int
    entry: Entry
    parts: tuple[bytes, ...] = ()
    error: str | None = None


@dataclass(slots=True)
class _Reading:
    """An input that is being read."""

    number: int
    documents: list[Told] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    error: str | None = None

    def judged(self) -> Judged:
        entry = Entry(tuple(self.documents), tuple(self.judgements), tuple(self.skipped), tuple(self.findings))
        return Judged(self.number, entry, tuple(self.parts), self.error)


def judge(numbered: Iterable[tuple[int, Source]], engines: Sequence[Engine]) -> list[Judged]:
    """Judge inputs, each document for itself.

    Args:
        numbered: inputs, each with a number that tells it from the others.
        engines: what is asked of each document, or file.

    Returns:
        An answer for each input, in their order; one that can't be read has an `error`.

    Raises:
        EngineError: an engine can't judge; nothing is known of any of them then.
    """
    done: list[_Reading] = []
    waiting: list[tuple[_Reading, Document]] = []
    files: list[tuple[_Reading, Source]] = []
    for number, source in numbered:
        reading = _Reading(number)
        done.append(reading)
        if source.kind in FILES:
            # Of Checkov's engine a manifest is a file too, if it was named.
            files.append((reading, source))
        if source.kind not in MANIFESTS:
            continue
        try:
            for found in load(source):
                if isinstance(found, Document):
                    waiting.append((reading, found))
                    if len(waiting) >= CHUNK:
                        _ask(waiting, engines)
                elif isinstance(found, Skipped):
                    reading.skipped.append(found)
                else:
                    reading.findings.append(found)
        except InputError as error:
            reading.error = str(error)
    _ask(waiting, engines)
    for engine in engines:
        for (reading, source), verdicts in zip(files, _of_each(engine, files), strict=True):
            kind = KIND_WORDS.get(source.kind, "File")
            reading.judgements += [Judgement(engine.name, one, -1, one.line or 1, 1, kind) for one in verdicts]
    return [reading.judged() for reading in done]


def _of_each(engine: Engine, files: Sequence[tuple[_Reading, Source]]) -> Sequence[Sequence[Verdict]]:
    if not files:
        return []
    try:
        judged = engine.judge_files([source for _, source in files])
    except InputError as error:
        if len(files) > 1:
            # One of them can't be read: asked one by one, that one is told.
            return [verdicts for one in files for verdicts in _of_each(engine, [one])]
        files[0][0].error = files[0][0].error or str(error)
        return [[]]
    if len(judged) != len(files):
        raise EngineError(f"answered for {len(judged)} of {len(files)} files", where=engine.name)
    return judged


def _ask(waiting: list[tuple[_Reading, Document]], engines: Sequence[Engine]) -> None:
    """Have the engines judge the documents that wait, and forget them."""
    documents = [document for _, document in waiting]
    first = [len(reading.documents) for reading, _ in waiting]
    for at, (reading, document) in enumerate(waiting):
        first[at] = len(reading.documents)
        reading.documents.append(told(document))
    for engine in engines:
        judged = engine.judge(documents) if documents else []
        if len(judged) != len(documents):
            raise EngineError(f"answered for {len(judged)} of {len(documents)} documents", where=engine.name)
        for (reading, document), number, verdicts in zip(waiting, first, judged, strict=True):
            reading.judgements += [judgement(engine.name, verdict, document, number) for verdict in verdicts]
    for reading, documents_of in _runs(waiting):
        reading.parts.append(_packed(documents_of))
    waiting.clear()


def _runs(waiting: Sequence[tuple[_Reading, Document]]) -> Iterator[tuple[_Reading, list[Document]]]:
    """Give documents that follow each other in one input together."""
    run: list[Document] = []
    for at, (reading, document) in enumerate(waiting):
        run.append(document)
        if at + 1 == len(waiting) or waiting[at + 1][0] is not reading:
            yield reading, run
            run = []


def _packed(documents: Sequence[Document]) -> bytes:
    rows = json.dumps([projected(document.value) for document in documents], separators=(",", ":"))
    # A tenth of the size, so that a stream of 100 MB needs no 100 MB here.
    return zlib.compress(rows.encode(), 1)


def unpacked(part: bytes) -> list[Any]:
    """Give the documents of a part.

    Raises:
        ValueError, zlib.error: it is none.
    """
    documents = json.loads(zlib.decompress(part))
    if not isinstance(documents, list):
        raise ValueError("a part is no list")
    return documents


def parts_of(source: Source) -> Iterator[bytes]:
    """Read an input again for rules on several documents; as `Judged.parts`.

    Raises:
        InputError: it can't be read any more.
    """
    some: list[Document] = []
    for found in load(source):
        if isinstance(found, Document):
            some.append(found)
            if len(some) >= CHUNK:
                yield _packed(some)
                some = []
    if some:
        yield _packed(some)


def key_of(source: Source, fingerprint: str) -> bytes:
    """Give the digest of all that the verdicts on an input depend on.

    Args:
        source: the input; every file that it is made of is read.
        fingerprint: of the engines.

    Raises:
        OSError: a file can't be read.
    """
    hashed = hashlib.blake2b(f"{fingerprint}\0{source.kind}\0".encode(), digest_size=20)
    # Not a manifest's name: one content is judged once, whatever it is called.
    named = source.file.rpartition(".")[2] if source.kind is SourceKind.MANIFEST else source.file
    hashed.update(named.encode())
    if source.content is not None:
        hashed.update(source.content)
        return hashed.digest()
    for part in source.parts or ((source.path,) if source.path else ()):
        with open(part, "rb") as file:  # noqa: PTH123 - a tenth of the time, for every file of every run
            content = file.read()
        hashed.update(f"\0{part if source.parts else ''}\0{len(content)}\0".encode())
        hashed.update(content)
    return hashed.digest()
