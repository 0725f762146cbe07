"""Judging on every core: processes that each read inputs and ask the engines for themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice

from policies.gate.engines import Engine
from policies.gate.judging import Judged, judge
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
    batches = list(_batches(numbered))
    if count == 1 or len(batches) == 1 or sum(_size(source) for _, source in numbered) < ALONE_BYTES:
        for batch in batches:
            yield from judge(batch, engines)
        return
    yield from _by_processes(batches, setup, min(count, len(batches)))


def _batches(numbered: Sequence[tuple[int, Source]]) -> Iterator[Sequence[tuple[int, Source]]]:
    for start in range(0, len(numbered), BATCH):
        yield numbered[start : start + BATCH]


def _size(source: Source) -> int:
    if source.kind not in (SourceKind.MANIFEST, SourceKind.OTHER) or source.path is None:
        return ALONE_BYTES // 4
    try:
        return source.path.stat().st_size
    except OSError:
        return 0


def _by_processes(batches: Sequence[Sequence[tuple[int, Source]]], setup: Setup, count: int) -> Iterator[Judged]:
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool

    from policies.errors import EngineError

    with ProcessPoolExecutor(count, initializer=_begin, initargs=(setup,)) as pool:
        left = iter(batches)
        # Few at a time: answers are taken as they come, and none waits in memory for long.
        running: set[Future[list[Judged]]] = {pool.submit(_judge, batch) for batch in islice(left, count + 1)}
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    if (batch := next(left, None)) is not None:
                        running.add(pool.submit(_judge, batch))
                    yield from future.result()
        except BrokenProcessPool as error:
            raise EngineError("a process that judged ended", do="see whether memory is short, and try again") from error
        finally:
            pool.shutdown(cancel_futures=True)


_engines: list[Engine] = []


def _begin(setup: Setup) -> None:
    _engines[:] = engines_of(setup)


def _judge(batch: Sequence[tuple[int, Source]]) -> list[Judged]:
    return judge(batch, _engines)
