"""Bringing a sandbox down and back to nothing, with processes that stand for its parts."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import ending
from sandbox.ending import down, reset
from sandbox.lifecycle import Sandbox
from sandbox.processes import end, is_alive, marked
from sandbox.state import MARK_VARIABLE, StateFolder, write_json
from sandbox.supervising import supervisor_pid
from tests.unit.sandbox.conftest import SLEEP
from tests.unit.sandbox.outcomes import Outcomes
from toolchain.errors import SlipwayError
from toolchain.files import held_lock
from toolchain.progress import Silent


def test_down_ends_every_marked_process_and_no_other(
    state: StateFolder, start: Callable[..., subprocess.Popen[str]]
) -> None:
    child = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEP!r}]).wait()"
    ours = [start(**{MARK_VARIABLE: str(state.root)}), start(child, **{MARK_VARIABLE: str(state.root)})]
    others = [start(), start(**{MARK_VARIABLE: f"{state.root}-of-another-clone"})]
    assert len(marked(state.root)) == 3
    outcomes = Outcomes()
    assert down(state, outcomes) == 3
    assert outcomes.said == ["stop the sandbox: 3 processes ended"]
    assert marked(state.root) == []
    assert [process.poll() is None for process in (*ours, *others)] == [False, False, True, True]


def test_down_ends_a_process_that_does_not_listen(
    state: StateFolder, start: Callable[..., subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "end", lambda processes: end(processes, patience_seconds=0.3))
    deaf = start(
        f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}", SLIPWAY_SANDBOX=str(state.root)
    )
    assert down(state, Silent()) == 1
    assert not is_alive(deaf.pid)


def test_down_where_nothing_runs_says_so_and_makes_no_folder(state: StateFolder) -> None:
    outcomes = Outcomes()
    assert down(state, outcomes) == 0
    assert outcomes.said == ["stop the sandbox: nothing ran"]
    assert not state.root.exists()


def test_down_forgets_what_the_parts_were_and_keeps_the_data(state: StateFolder) -> None:
    state.prepare()
    write_json(state.status, {"parts": {}})
    (state.secrets / "redis").write_text("kept\n")
    down(state, Silent())
    assert not state.status.exists()
    assert state.secret("redis") == "kept"


def test_down_never_ends_an_unmarked_process_that_the_lock_names(
    state: StateFolder, start: Callable[..., subprocess.Popen[str]]
) -> None:
    innocent = start()
    with held_lock(state.supervisor_lock, what="the sandbox", do="wait"):
        # As after a kill -9, when the file still names the one before and its id went to somebody else.
        state.supervisor_lock.write_text(str(innocent.pid))
        assert supervisor_pid(state) == innocent.pid
        assert down(state, Silent()) == 0
    assert innocent.poll() is None


def test_reset_removes_all_data_and_can_be_repeated(
    state: StateFolder, tmp_path: Path, unsupervised: list[StateFolder]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    Sandbox(tmp_path, state, Silent()).prepare()
    state.command_lock.touch()
    (state.root / "link").symlink_to(elsewhere)
    (state.root / "etcd" / "member").mkdir(parents=True)
    for _ in range(2):
        reset(state, Silent())
        # The locks stay, for a command may be waiting for one.
        assert [path.name for path in state.root.iterdir()] == ["command.lock"]
    assert (elsewhere / "kept").exists()


def test_reset_goes_on_after_it_was_interrupted_in_the_middle(state: StateFolder) -> None:
    state.prepare()
    state.command_lock.touch()
    for folder in (state.secrets, state.pki, state.bin):
        folder.rmdir()
    reset(state, Silent())
    assert [path.name for path in state.root.iterdir()] == ["command.lock"]


@pytest.mark.parametrize("names", [["thesis.tex"], ["secrets", "src"], ["pki", ".git", "README.md"]])
def test_reset_refuses_a_folder_that_is_no_sandboxs(state: StateFolder, names: list[str]) -> None:
    for name in names:
        (state.root / name).mkdir(parents=True)
    with pytest.raises(SlipwayError, match="does not look like a sandbox's folder, so it is not removed; set "):
        reset(state, Silent())
    assert sorted(path.name for path in state.root.iterdir()) == sorted(names)


def test_reset_of_nothing_is_fine(state: StateFolder) -> None:
    outcomes = Outcomes()
    reset(state, outcomes)
    assert outcomes.said[-1] == f"remove {state.root}: already gone"
    state.root.mkdir()
    reset(state, Silent())


def test_reset_ends_the_processes_first(state: StateFolder, start: Callable[..., subprocess.Popen[str]]) -> None:
    state.prepare()
    ours = start(**{MARK_VARIABLE: str(state.root)})
    reset(state, Silent())
    assert ours.poll() is not None
    assert list(state.root.iterdir()) == []
