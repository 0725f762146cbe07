"""Asking binaries for their versions, each binary once: the answer is remembered until the file changes."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from toolchain.catalog import Ask
from toolchain.errors import SlipwayError
from toolchain.files import write_whole
from toolchain.places import Places
from toolchain.versions import Version

_PATIENCE_SECONDS = 20.0


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)

    stamp: tuple[int, int, int]
    """Inode, size in bytes and modification time in nanoseconds of the file that answered."""
    version: str | None


class _Answers(RootModel[dict[str, _Answer]]):
    pass


def ask(binary: Path, question: Ask) -> str | None:
    """Run a binary to learn its version.

    Returns:
        The version as it is printed, or None if the binary does not run or prints none.
    """
    try:
        answer = subprocess.run(
            [binary, *question.argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**os.environ, **question.environment},
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(question.pattern, answer.stdout.decode(errors="replace"))
    try:
        return found[1] if found and Version.parse(found[1]) else None
    except ValueError:
        return None


def versions(binaries: Iterable[tuple[Path, Ask]], places: Places) -> dict[Path, str | None]:
    """Give the versions of binaries, asking in parallel those that changed since they were last asked.

    Binaries that gave no version are asked again each time. The memory is a file in the cache; a corrupt or
    unwritable one costs time and nothing else.
    """
    memory = places.cache / "path-versions.json"
    try:
        known = _Answers.model_validate_json(memory.read_bytes()).root
    except (OSError, ValidationError):
        known = {}
    wanted = dict(binaries)
    stamps = {binary: _stamp(binary) for binary in wanted}

    def answer(binary: Path) -> str | None:
        before = known.get(str(binary))
        if before and before.version and before.stamp == stamps[binary]:
            return before.version
        return ask(binary, wanted[binary])

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = dict(zip(wanted, pool.map(answer, wanted), strict=True))
    learned = {str(binary): _Answer(stamp=stamps[binary], version=version) for binary, version in answers.items()}
    if any(known.get(binary) != entry for binary, entry in learned.items()):
        remembered = _Answers({**known, **learned}).model_dump(mode="json")
        try:
            write_whole(memory, json.dumps(remembered, indent=1, sort_keys=True))
        except (SlipwayError, OSError):
            return answers
    return answers


def _stamp(binary: Path) -> tuple[int, int, int]:
    try:
        status = binary.stat()
    except OSError:
        return 0, 0, 0
    return status.st_ino, status.st_size, status.st_mtime_ns
