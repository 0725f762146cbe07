"""Checkov's engine, imported when it has something to judge or to tell: most runs ask it nothing."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policies.gate.engines import Facts, Judged, Together
from policies.gate.source import Source

if TYPE_CHECKING:
    from policies.gate.document import Document
    from policies.gate.engines.checkov.engine import CheckovEngine
    from toolchain.progress import Progress


class DeferredCheckov:
    """Stands for a `CheckovEngine`; what a run always asks an engine it knows from a note in the cache.

    Args:
        cache: the gate's folder of the shared cache.
        covered: as `CheckovEngine`.
        everything: as `CheckovEngine`.
        progress: as `CheckovEngine`.
    """

    name = "checkov"

    def __init__(
        self, cache: Path, *, covered: frozenset[str], everything: bool, progress: Progress | None = None
    ) -> None:
        self._cache = cache
        self._covered = covered
        self._everything = everything
        self._progress = progress
        self._opened: CheckovEngine | None = None
        self._told: tuple[str, str, int] | None = None

    def version(self) -> str:
        """Give Checkov's version."""
        return self._identity()[0]

    def fingerprint(self) -> str:
        """Give what verdicts depend on."""
        return self._identity()[1]

    def rules(self) -> int:
        """Give how many checks are asked."""
        return self._identity()[2]

    def facts(self, rule: str) -> Facts:
        """Give what is to be told of a check."""
        return self._engine.facts(rule)

    def warm(self) -> None:
        """Let the worker import Checkov."""
        self._engine.warm()

    def judge(self, documents: Sequence[Document]) -> Judged:
        """Judge Kubernetes objects; where none concerns Checkov, as is usual, its engine is not even imported."""
        if not self._everything:
            from policies.gate.engines.checkov.triggers import relevant

            if not any(relevant(document.value, self._covered) for document in documents):
                return [[] for _ in documents]
        return self._engine.judge(documents)

    def judge_files(self, sources: Sequence[Source]) -> Judged:
        """Judge files that are no manifests."""
        return self._engine.judge_files(sources)

    def joins(self) -> bool:
        """Tell whether several documents are judged together."""
        return self._everything

    def judge_sets(self, sets: Sequence[Together]) -> Judged:
        """Judge documents that are deployed together."""
        return self._engine.judge_sets(sets)

    def close(self) -> None:
        """Close the engine, if it was opened."""
        if self._opened is not None:
            self._opened.close()

    @property
    def _engine(self) -> CheckovEngine:
        if self._opened is None:
            from policies.gate.engines.checkov.engine import CheckovEngine

            self._opened = CheckovEngine(covered=self._covered, everything=self._everything, progress=self._progress)
        return self._opened

    def _identity(self) -> tuple[str, str, int]:
        """Give version, fingerprint and number of checks, from the note if nothing has changed since it was written."""
        if self._told is not None:
            return self._told
        note = self._cache / "checkov" / f"{self._stamp()}.json"
        try:
            version, fingerprint, rules = json.loads(note.read_bytes())
            self._told = (str(version), str(fingerprint), int(rules))
        except (OSError, ValueError, TypeError):
            from toolchain.files import write_whole

            self._told = (self._engine.version(), self._engine.fingerprint(), self._engine.rules())
            write_whole(note, json.dumps(self._told))
        return self._told

    def _stamp(self) -> str:
        """Give a digest of what the identity follows from; of our own files, of when they were written."""
        files = sorted(_files(str(Path(__file__).parent)))
        scope = [platform.python_version(), self._everything, sorted(self._covered)]
        return hashlib.blake2b(json.dumps([files, scope]).encode(), digest_size=16).hexdigest()


def _files(folder: str) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                found += _files(entry.path) if entry.name != "__pycache__" else []
            else:
                told = entry.stat()
                found.append((entry.path, told.st_mtime_ns, told.st_size))
    return found
