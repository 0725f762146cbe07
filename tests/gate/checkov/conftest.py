"""What the tests on the real Checkov share: its environment, installed once, and a worker that ends with them."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from policies.gate.engines import Verdict
from policies.gate.engines.checkov import environment
from policies.gate.engines.checkov.engine import CheckovEngine
from policies.gate.engines.checkov.environment import Environment
from policies.gate.source import Source, SourceKind
from toolchain.places import Places
from toolchain.progress import Silent


@pytest.fixture(scope="session")
def installed() -> Environment:
    return environment.ensure(Places.here(), Silent())


def process_of(home: Path) -> int:
    """The worker's process, by the file that tells of it."""
    return int(json.loads((home / "worker.json").read_bytes())["process"])


def alive(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def gone(process: int, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while alive(process) and time.monotonic() < until:
        time.sleep(0.05)
    return not alive(process)


def end(home: Path) -> None:
    with suppress(OSError, ValueError):
        os.kill(process_of(home), signal.SIGKILL)


@pytest.fixture(scope="session")
def home(installed: Environment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a worker that all tests of verdicts share."""
    folder = tmp_path_factory.mktemp("checkov") / "worker"
    yield folder
    end(folder)


@pytest.fixture
def own_home(installed: Environment, tmp_path: Path) -> Iterator[Path]:
    """The folder of a worker of one test alone."""
    folder = tmp_path / "worker"
    yield folder
    end(folder)


@pytest.fixture
def engine(home: Path) -> Iterator[CheckovEngine]:
    made = CheckovEngine(home=home)
    yield made
    made.close()


Judge = Callable[..., list[Verdict]]


@pytest.fixture
def judge(engine: CheckovEngine) -> Judge:
    """Judge one file by its content."""

    def judged(kind: SourceKind, content: str | bytes, file: str = "file") -> list[Verdict]:
        written = content.encode() if isinstance(content, str) else content
        (verdicts,) = engine.judge_files([Source(file, kind, None, ".", content=written)])
        return list(verdicts)

    return judged
