"""Parts of the worker that need no Checkov."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import policies.gate.engines.checkov as room
from policies.gate.engines.checkov.worker.answer import Answer, Found, Item, one_by_one, sentence
from policies.gate.engines.checkov.worker.forks import ENDED, split
from policies.gate.engines.checkov.worker.log import gathered

ROOT = Path(room.__file__).parents[4]
ITEMS = [Item(f"f{number}", b"") for number in range(20)]


def named(items: Sequence[Item]) -> list[Answer]:
    return [Answer([Found(item.name, "t", 1, "n", ["k"])]) for item in items]


def test_what_is_at_fault_alone_has_no_verdict() -> None:
    def judge(items: Sequence[Item]) -> list[Answer]:
        if any(item.name == "f3" for item in items):
            raise KeyError("secret value")
        return named(items)

    answers = one_by_one(ITEMS, judge, list)
    assert [answer.failed for answer in answers if answer.failed] == [answers[3].failed]
    assert "KeyError" in str(answers[3].failed)
    assert "secret value" not in str(answers[3].failed)
    assert answers[4].found[0].check == "f4"


def test_what_is_only_logged_is_a_failure_of_the_item_it_is_about() -> None:
    with gathered() as complaints:

        def judge(items: Sequence[Item]) -> list[Answer]:
            if any(item.name == "f3" for item in items):
                logging.error("Failed to run check CKV_X on f3")
            return named(items)

        def logged() -> list[str]:
            news = complaints[:]
            complaints.clear()
            return news

        answers = one_by_one(ITEMS, judge, logged)
    assert [answer.failed for answer in answers].count(None) == 19
    assert answers[3].failed == "Failed to run check CKV_X on f3"


def test_answers_of_forks_come_in_order() -> None:
    assert [answer.found[0].check for answer in split(ITEMS, named, 2)] == [item.name for item in ITEMS]


def test_a_fork_that_ends_fails_each_item_it_had() -> None:
    parent = os.getpid()

    def judge(items: Sequence[Item]) -> list[Answer]:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return named(items)

    answers = split(ITEMS, judge, 2)
    assert [answer.failed for answer in answers] == [None, ENDED] * 10


def test_few_items_are_not_worth_a_fork() -> None:
    parent = os.getpid()
    seen: list[int] = []

    def judge(items: Sequence[Item]) -> list[Answer]:
        seen.append(os.getpid())
        return named(items)

    split(ITEMS[:5], judge, 8)
    assert seen == [parent]


def test_an_error_is_told_by_its_kind_and_place() -> None:
    with pytest.raises(ValueError, match="not this") as caught:
        int("not this")
    assert sentence(caught.value).startswith("ValueError in ")
    assert "not this" not in sentence(caught.value)


def test_the_worker_imports_nothing_of_ours() -> None:
    code = (
        "import sys; sys.path.append(sys.argv[1]); import worker.answer, worker.forks, worker.frameworks,"
        " worker.heredocs, worker.isolation, worker.wire; print([m for m in sys.modules if m.split('.')[0] in"
        " ('policies', 'toolchain', 'cli', 'pulumi')])"
    )
    argv = [sys.executable, "-I", "-S", "-c", code, str(Path(room.__file__).parent)]
    assert subprocess.run(argv, capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.org', 443)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import os; os.execv('/bin/true', ['true'])",
    ],
)
def test_no_way_leads_out_of_the_worker(attempt: str) -> None:
    code = f"import sys; sys.path.append(sys.argv[1]); import worker.isolation as i; i.close_ways_out(); {attempt}"
    argv = [sys.executable, "-I", "-S", "-c", code, str(Path(room.__file__).parent)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "PermissionError: Checkov's worker may not do this" in done.stderr


def test_an_absent_package_can_be_imported_and_nothing_of_it_does_anything() -> None:
    code = (
        "import sys; sys.path.append(sys.argv[1]); import worker.isolation as i; from pathlib import Path;"
        " i.lighten(Path('/nowhere')); import boto3, botocore.config; from aiohttp import ClientError;"
        " assert issubclass(ClientError, Exception); import checkov.terraform"
    )
    argv = [sys.executable, "-I", "-S", "-c", code, str(Path(room.__file__).parent)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    # Checkov itself isn't there; all before it is.
    assert "No module named 'checkov'" in done.stderr, done.stderr


def test_importing_the_engine_imports_nothing_heavy() -> None:
    code = "import sys, policies.gate.engines.checkov.engine; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"pydantic", "yaml", "requests", "checkov", "asyncio"} & set(done.stdout.split())
