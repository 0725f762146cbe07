"""The five stacks' graphs, recorded once for all test processes of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from components.config import STACKS as FOLDER
from components.recorded import RecordedResource, Recording, as_json, recorded, recording_of
from toolchain.files import held_lock, write_whole

ROOT = Path(__file__).parents[3]
STACKS = tuple(sorted(path.name.split(".")[1] for path in (ROOT / FOLDER).glob("Pulumi.*.yaml")))
"""Every committed stack."""

Recorded = Callable[[str], Recording]


def recordings(temporary: pytest.TempPathFactory) -> Recorded:
    """Give what records a stack, or reads what another test process has recorded.

    Args:
        temporary: pytest's; the folder above a worker's is shared by all of one run.
    """
    import json

    base = temporary.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base

    @cache
    def of(stack: str) -> Recording:
        path = shared / f"{stack}.recording.json"
        with held_lock(shared / f"{stack}.lock", what="the recording", do="wait", wait_seconds=300):
            if not path.exists():
                write_whole(path, as_json(recorded(stack, ROOT)).encode())
        return recording_of(json.loads(path.read_text()))

    return of


def of_type(recording: Recording, *kinds: str) -> list[RecordedResource]:
    """Give a graph's resources of some types."""
    return [one for one in recording.resources if one.type in kinds]


def of_aws(recording: Recording) -> list[RecordedResource]:
    """Give what AWS keeps."""
    return [one for one in recording.resources if one.type.startswith("aws:")]


def at(inputs: Any, path: str) -> list[Any]:
    """Give the values at a dotted path, through every member of a list; `None` where there is none."""
    found = [inputs]
    for key in path.split("."):
        found = [
            below.get(key) if isinstance(below, dict) else None
            for value in found
            for below in (value if isinstance(value, list) else [value])
        ]
    return found


def texts(value: Any) -> Iterator[str]:
    """Give each text below a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
