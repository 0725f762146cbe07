"""Judging on all cores: parts of a question in forked processes, which share what was imported."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence

from .answer import Answer, Item, fields, from_fields

LEAST = 8
"""Fewer items a process are not worth a fork."""

ENDED = "the process that judged it ended"


def split(
    items: Sequence[Item], judge: Callable[[Sequence[Item]], list[Answer]], cores: int | None = None
) -> list[Answer]:
    """Judge items, each for itself, in as many processes as there are cores; an answer each, in their order.

    An item whose process ended without an answer has failed.
    """
    parts = min(cores or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, len(items) // LEAST)
    if parts < 2:
        return judge(items)
    # Every so-manieth, because large files lie together.
    shares = [items[number::parts] for number in range(parts)]
    running = [_forked(share, judge) for share in shares[1:]]
    answers: list[list[Answer]] = [judge(shares[0])]
    for share, (process, reading) in zip(shares[1:], running, strict=True):
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        os.waitpid(process, 0)
        try:
            rows = json.loads(told)
        except ValueError:
            rows = []
        whole = len(rows) == len(share)
        answers.append([from_fields(row) for row in rows] if whole else [Answer(failed=ENDED) for _ in share])
    ordered: list[Answer] = [Answer(failed=ENDED)] * len(items)
    for number, share_answers in enumerate(answers):
        ordered[number::parts] = share_answers
    return ordered


def _forked(share: Sequence[Item], judge: Callable[[Sequence[Item]], list[Answer]]) -> tuple[int, int]:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    try:
        os.close(reading)
        told = json.dumps([fields(answer) for answer in judge(share)]).encode()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(told)
    finally:
        # Never back into the server's loop, whatever was raised.
        os._exit(0)
