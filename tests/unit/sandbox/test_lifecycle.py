"""Bringing a sandbox up, down and back to nothing, with processes that stand for its parts."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox import lifecycle
from sandbox.credentials import USERS
from sandbox.errors import PartFailed
from sandbox.layout import PORTS
from sandbox.lifecycle import Sandbox, down, reset, supervisor_pid
from sandbox.ports import known_ports
from sandbox.processes import end, is_alive, marked
from sandbox.state import MARK_VARIABLE, StateFolder, write_json
from toolchain import progress
from toolchain.errors import DeadlinePassed, SlipwayError
from toolchain.files import held_lock
from toolchain.progress import Silent

SLEEP = "import time; print('ready', flush=True); time.sleep(120)"


class Outcomes(Silent):
    """A progress that keeps how steps ended."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def ended(self, step: str, seconds: float, outcome: str) -> None:
        self.said.append(f"{step}: {outcome}")


@pytest.fixture
def state(tmp_path: Path) -> Iterator[StateFolder]:
    folder = StateFolder(tmp_path / "state")
    yield folder
    end(marked(folder.root), patience_seconds=3)


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process with an environment; it is ended with the test."""
    started: list[subprocess.Popen[str]] = []

    def begin(code: str = SLEEP, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code], env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


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
    monkeypatch.setattr(lifecycle, "end", lambda processes: end(processes, patience_seconds=0.3))
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


def test_a_supervisor_starts_holds_its_lock_and_is_ended_by_down(state: StateFolder) -> None:
    state.prepare()
    lifecycle._start_supervisor(state)
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
        lifecycle._start_supervisor(state)
    assert time.monotonic() - began < 5


@pytest.fixture
def unsupervised(monkeypatch: pytest.MonkeyPatch) -> list[StateFolder]:
    """The folders for which a supervisor would have been started."""
    asked: list[StateFolder] = []
    monkeypatch.setattr(lifecycle, "_start_supervisor", asked.append)
    return asked


def test_prepare_makes_everything_that_the_parts_read(
    state: StateFolder, tmp_path: Path, unsupervised: list[StateFolder]
) -> None:
    start = Sandbox(tmp_path, state, Silent()).prepare()
    assert (start.moved_ports, start.was_running) == ((), False)
    assert unsupervised == [state]
    assert set(known_ports(state)) == set(PORTS)
    assert state.kubeconfig.exists()
    assert len(list(state.kubeconfigs.iterdir())) == len(USERS) - 1
    assert {f"{name}.pem" for name in lifecycle.CERTIFICATES} <= {path.name for path in state.pki.iterdir()}
    assert (state.bin / "aws").exists()
    desired = json.loads(state.desired.read_text())
    assert (desired["checkout"], desired["tools"]) == (str(tmp_path), {})


def test_prepare_again_keeps_credentials_certificates_and_ports(
    state: StateFolder, tmp_path: Path, unsupervised: list[StateFolder]
) -> None:
    Sandbox(tmp_path, state, Silent()).prepare()
    kept = [*state.secrets.iterdir(), *state.pki.iterdir(), state.kubeconfig, state.root / "ports.json"]
    before = {path: path.read_bytes() for path in kept}
    Sandbox(tmp_path, state, Silent()).prepare()
    assert {path: path.read_bytes() for path in kept} == before


def test_prepare_tells_which_ports_others_have_taken(
    state: StateFolder, tmp_path: Path, unsupervised: list[StateFolder]
) -> None:
    Sandbox(tmp_path, state, Silent()).prepare()
    with socket.socket() as other:
        other.bind(("127.0.0.1", known_ports(state)["aws"]))
        other.listen()
        assert Sandbox(tmp_path, state, Silent()).prepare().moved_ports == ("aws",)


def test_prepare_ends_what_a_killed_supervisor_left(
    state: StateFolder,
    tmp_path: Path,
    unsupervised: list[StateFolder],
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    left = start(**{MARK_VARIABLE: str(state.root)})
    Sandbox(tmp_path, state, Silent()).prepare()
    assert left.poll() is not None


def test_prepare_leaves_a_sandbox_that_runs_as_it_is(
    state: StateFolder, tmp_path: Path, unsupervised: list[StateFolder]
) -> None:
    state.prepare()
    with held_lock(state.supervisor_lock, what="the sandbox", do="wait"):
        start = Sandbox(tmp_path, state, Silent()).prepare()
    assert start.was_running
    assert unsupervised == []
    assert not state.desired.exists()


def test_a_tool_is_linked_and_told_to_the_supervisor_but_argo_cd_only_when_the_cluster_is_ready(
    state: StateFolder, tmp_path: Path, unsupervised: list[StateFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "bootstrap", lambda state, progress: None)
    box = Sandbox(tmp_path, state, Silent())
    box.prepare()
    for name in ("etcd", "argocd"):
        (tmp_path / name).touch(mode=0o755)
        box.add_tool(name, tmp_path / name)
    assert box.tools == {"etcd", "argocd"}
    assert (state.bin / "etcd").resolve() == tmp_path / "etcd"
    assert json.loads(state.desired.read_text())["tools"] == {"etcd": str(tmp_path / "etcd")}
    box.prepare_cluster()
    assert set(json.loads(state.desired.read_text())["tools"]) == {"etcd", "argocd"}


def standing(folder: StateFolder, name: str, **said: object) -> None:
    write_json(folder.status, {"parts": {name: {"state": "starting", "event": "", **said}}})


def test_a_part_that_is_ready_is_not_waited_for(state: StateFolder, tmp_path: Path) -> None:
    standing(state, "etcd", state="ready")
    outcomes = Outcomes()
    Sandbox(tmp_path, state, outcomes).await_part("etcd")
    assert outcomes.said == []


def test_a_part_that_has_failed_is_told_with_its_last_words_and_its_log(state: StateFolder, tmp_path: Path) -> None:
    box = Sandbox(tmp_path, state, Silent())
    standing(state, "etcd", state="failed", event="died 3 times, the last time with exit status 1", asked=box._asked)
    with held_lock(state.supervisor_lock, what="the sandbox", do="wait"):
        with pytest.raises(PartFailed) as failed:
            box.await_part("etcd")
    assert str(failed.value).startswith(
        "etcd: died 3 times, the last time with exit status 1; type `platform sandbox logs etcd`"
    )


def test_a_part_that_failed_for_an_earlier_command_is_waited_for(
    state: StateFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing(state, "etcd", state="failed", event="died", asked=1.0)
    wait = progress.wait_until
    monkeypatch.setattr(lifecycle, "wait_until", lambda *a, **named: wait(*a, **{**named, "deadline_seconds": 0.1}))
    with held_lock(state.supervisor_lock, what="the sandbox", do="wait"):
        with pytest.raises(DeadlinePassed):
            Sandbox(tmp_path, state, Silent()).await_part("etcd")


def test_a_part_is_not_waited_for_when_its_supervisor_has_ended(state: StateFolder, tmp_path: Path) -> None:
    standing(state, "etcd", state="starting")
    with pytest.raises(PartFailed, match=r"\.log: the supervisor has ended; type `platform sandbox up` again"):
        Sandbox(tmp_path, state, Silent()).await_part("etcd")


def test_a_wait_for_a_part_ends_with_what_was_last_seen(
    state: StateFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing(state, "etcd", state="starting", event="no answer on port 4001")
    wait = progress.wait_until
    monkeypatch.setattr(lifecycle, "wait_until", lambda *a, **named: wait(*a, **{**named, "deadline_seconds": 0.1}))
    with held_lock(state.supervisor_lock, what="the sandbox", do="wait"):
        with pytest.raises(DeadlinePassed, match="etcd to be ready; the last event was: starting no answer on port"):
            Sandbox(tmp_path, state, Silent()).await_part("etcd")


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
