"""How the sandbox is, read from what the supervisor wrote and from its processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import get_args

import pytest

from sandbox.layout import PART_NAMES
from sandbox.runner import Standing
from sandbox.state import StateFolder, write_json
from sandbox.status import PartState, read_status
from toolchain.files import held_lock

READY = {"state": "ready", "pid": None, "since": 1.0, "restarts": 0, "event": ""}


@pytest.fixture
def supervised(prepared_state: StateFolder) -> Iterator[StateFolder]:
    """A sandbox whose supervisor's lock is held by this process."""
    write_json(prepared_state.desired, {"asked": 1.0, "checkout": "/checkout", "tools": {}})
    with held_lock(prepared_state.supervisor_lock, what="the sandbox", do="wait"):
        yield prepared_state


def say(state: StateFolder, parts: object) -> None:
    write_json(state.status, {"supervisor": os.getpid(), "parts": parts})


def all_ready(**others: object) -> dict[str, object]:
    return {**dict.fromkeys(PART_NAMES, READY), **{name.replace("_", "-"): said for name, said in others.items()}}


def test_a_sandbox_that_was_never_started_is_down(prepared_state: StateFolder) -> None:
    seen = read_status(prepared_state)
    assert (seen.state, seen.supervisor_pid, seen.memory_bytes) == ("down", None, 0)
    assert [part.name for part in seen.parts] == list(PART_NAMES)
    assert {part.state for part in seen.parts} == {"stopped"}


def test_what_a_dead_supervisor_wrote_counts_for_nothing(prepared_state: StateFolder) -> None:
    say(prepared_state, all_ready())
    prepared_state.supervisor_lock.write_text(str(os.getpid()))
    seen = read_status(prepared_state)
    assert seen.state == "down"
    assert {part.state for part in seen.parts} == {"stopped"}


def test_it_is_up_when_every_part_is_ready(supervised: StateFolder) -> None:
    say(supervised, all_ready())
    seen = read_status(supervised)
    assert (seen.state, seen.supervisor_pid) == ("up", os.getpid())
    assert seen.kubeconfig == str(supervised.kubeconfig)


@pytest.mark.parametrize("state", [word for word in get_args(PartState) if word != "ready"])
def test_it_is_degraded_when_one_part_is_not(supervised: StateFolder, state: str) -> None:
    say(supervised, all_ready(etcd={**READY, "state": state, "restarts": 2, "event": "died"}))
    seen = read_status(supervised)
    assert seen.state == "degraded"
    assert (seen.parts[0].state, seen.parts[0].restarts, seen.parts[0].event) == (state, 2, "died")


def test_memory_and_age_are_those_of_the_process(supervised: StateFolder) -> None:
    sleeping = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        say(supervised, all_ready(etcd={**READY, "pid": sleeping.pid}))
        seen = read_status(supervised)
        part = seen.parts[0]
        assert part.pid == sleeping.pid
        assert part.memory_bytes is not None
        assert 500_000 < part.memory_bytes < 100_000_000
        assert part.age_seconds is not None
        assert part.age_seconds < 30
        assert seen.memory_bytes > part.memory_bytes
    finally:
        sleeping.kill()
        sleeping.wait()
    gone = read_status(supervised).parts[0]
    assert (gone.memory_bytes, gone.age_seconds) == (None, None)


def test_parts_without_tools_tell_what_they_are_and_where(supervised: StateFolder) -> None:
    say(supervised, all_ready())
    parts = {part.name: part for part in read_status(supervised).parts}
    assert parts["aws"].address.startswith("http://127.0.0.1:")
    assert "moto" in parts["aws"].purpose


@pytest.mark.parametrize(
    "parts",
    [
        None,
        [],
        "ready",
        {"etcd": 5},
        {"etcd": {"state": 5}},
        {"etcd": {"state": "ready"}},
        {"etcd": {**READY, "state": "splendid"}},
        {"etcd": {**READY, "pid": "12"}},
        {"etcd": {**READY, "restarts": None}},
    ],
)
def test_a_damaged_file_is_survived_and_counts_as_stopped(supervised: StateFolder, parts: object) -> None:
    say(supervised, parts)
    seen = read_status(supervised)
    assert seen.state == "degraded"
    assert (seen.parts[0].state, seen.parts[0].pid) == ("stopped", None)


def test_half_a_file_is_survived(supervised: StateFolder) -> None:
    supervised.status.write_text('{"parts": ')
    supervised.desired.write_text('{"tools": [')
    assert read_status(supervised).state == "degraded"


def test_every_state_in_which_the_supervisor_leaves_a_part_is_one_that_is_read() -> None:
    documented = (Standing.__doc__ or "").partition("`state` is one of ")[2].partition(";")[0].split(", ")
    assert set(documented) == set(get_args(PartState))
