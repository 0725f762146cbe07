"""Asks the rules on releases what they say of those that a change brings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from policies.errors import InputError
from policies.gate.changes import OPTION
from policies.gate.engines import Engine
from policies.gate.engines.opa.engine import OpaEngine
from policies.gate.entry import Entry, Judgement, Told
from policies.gate.finding import Resource
from policies.gate.findings import Gathering
from policies.gate.history import History
from policies.gate.release import releases_since
from policies.gate.source import Source, SourceKind

KIND = "Release"
"""What findings call a change of a service in an environment; its environment is their namespace."""


def judge_releases(
    engines: Iterable[Engine], gathering: Gathering, *, ref: str, directory: Path, now: datetime, order: Sequence[str]
) -> None:
    """Judge what differs since a ref as releases, and take up what is said.

    Args:
        engines: the run's engines; only OPA has rules on releases.
        gathering: where findings go.
        ref: from where the change began.
        directory: from where files are named.
        now: the time of judging, with its zone.
        order: the environments in the order in which a change passes them.

    Raises:
        EngineError: OPA can't judge.
        InputError: git or a manifest can't be read.
    """
    asked = [engine for engine in engines if isinstance(engine, OpaEngine) and engine.judges_changes()]
    if not asked:
        return
    history = History.around(directory)
    base = history.base(history.commit(ref, OPTION))
    if base is None:
        raise InputError(f"{ref} and HEAD have no commit in common", where=OPTION, do="name a ref of the same history")
    for release in releases_since(history, base, now, order):
        path = Path(os.path.realpath(history.root)) / release.file
        file = Path(os.path.relpath(path, os.path.realpath(directory))).as_posix()
        told = Told(Resource(None, KIND, release.environment, release.service), file, None)
        source = Source(file, SourceKind.MANIFEST, path, file.rpartition("/")[0])
        for engine in asked:
            said = engine.judge_change(release.change)
            judgements = [Judgement(engine.name, verdict, 0, release.line, 1, None) for verdict in said]
            gathering.judged(source, Entry((told,)), judgements)
