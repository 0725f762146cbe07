"""Starting a supervisor, and knowing whether it lives."""

from __future__ import annotations

import sys
import time

import pytest

from sandbox.ending import down
from sandbox.errors import PartFailed
from sandbox.processes import is_alive, marked
from sandbox.state import StateFolder
from sandbox.supervising import start_supervisor, supervisor_pid
from toolchain.progress import Silent


def test_a_supervisor_starts_holds_its_lock_and_is_ended_by_down(state: StateFolder) -> None:
    state.prepare()
    start_supervisor(state)
    pid = supervisor_pid(state)
    assert pid is not None
    assert [process.pid for process in marked(state.root)] == [pid]
    assert down(state, Silent()) == 1
    assert supervisor_pid(state) is None
    assert not is_alive(pid)


def test_a_supervisor_that_ends_at_once_is_named_with_its_log_and_not_waited_for(
    state: StateFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    state.prepare()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    began = time.monotonic()
    with pytest.raises(PartFailed, match=r"logs/supervisor\.log: the supervisor ended with exit status 1; read that"):
        start_supervisor(state)
    assert time.monotonic() - began < 5
