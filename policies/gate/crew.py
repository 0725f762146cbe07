"""Judging on every core: processes that each read inputs and ask the engines for themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

from policies.errors import EngineError
from policies.gate.engines import Engine
from policies.gate.judging import MANIFESTS, Judged, judge
from policies.gate.setup import Setup, engines_of
from policies.gate.source import Source, SourceKind

BATCH = 32
"""Inputs that a process takes at a time."""

ALONE_BYTES = 150_000
"""Below this much to read, starting processes takes longer than they save."""


def judge_all(
    numbered: Sequence[tuple[int, Source]], setup: Setup, engines: Sequence[Engine], jobs: int | None = None
) -> Iterator[Judged]:
    """Judge inputs, on every core if there are many; in no certain order.

    Args:
        numbered: inputs, each with its number.
        setup: which engines judge; each process opens its own.
        engines: this process's.
        jobs: how many processes; None for as many as there are cores.

    Raises:
        EngineError: as `judge`.
    """
    count = jobs or os.cpu_count() or 1
    manifests = [one for one in numbered if one[1].kind in MANIFESTS]
    files = [one for one in numbered if one[1].kind not in MANIFESTS]
    if count == 1 or len(manifests) <= BATCH or sum(_size(source) for _, source in manifests) < ALONE_BYTES:
        for batch in (*_batches(manifests), *_batches(files)):
            yield from judge(batch, engines)
        return
    yield from _by_processes(list(_batches(manifests)), list(_batches(files)), setup, engines, count)


def _batches(numbered: Sequence[tuple[int, Source]]) -> Iterator[Sequence[tuple[int, Source]]]:
    for start in range(0, len(numbered), BATCH):
        yield numbered[start : start + BATCH]


def _size(source: Source) -> int:
    if source.kind is not SourceKind.MANIFEST or source.path is None:
        return ALONE_BYTES // 4
    try:
        return source.path.stat().st_size
    except OSError:
        return 0


_Batch: TypeAlias = Sequence[tuple[int, Source]]


def _by_processes(
    batches: Sequence[_Batch], files: Sequence[_Batch], setup: Setup, engines: Sequence[Engine], count: int
) -> Iterator[Judged]:
    """Judge manifests by processes, and files meanwhile by this one: their engine is one process anyway."""
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # Forked: what is imported here needn't be imported again, and this process has no thread yet.
    pool = ProcessPoolExecutor(
        min(count, len(batches)), get_context("fork"), initializer=_begin, initargs=(replace(setup, progress=None),)
    )
    running: set[Future[list[Judged]]] = set()
    with pool, ThreadPoolExecutor(1) as aside:
        left = iter(batches)
        try:
            # Few at a time: answers are taken as they come, and none waits in memory for long.
            running |= {pool.submit(_judge, batch) for batch in islice(left, count + 1)}
            running |= {aside.submit(judge, batch, engines) for batch in files}
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    if (batch := next(left, None)) is not None:
                        running.add(pool.submit(_judge, batch))
                    yield from future.result()
        except BrokenProcessPool as error:
            raise EngineError("a process that judged ended", do="see whether memory is short, and try again") from error
        finally:
            for future in running:
                future.cancel()


_engines: list[Engine] = []


def _begin(setup: Setup) -> None:
    _engines[:] = engines_of(setup)


def _judge(batch: _Batch) -> list[Judged]:
    return judge(batch, _engines)
