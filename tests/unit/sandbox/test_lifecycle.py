"""Bringing a sandbox up, with processes that stand for its parts."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import lifecycle
from sandbox.credentials import USERS
from sandbox.errors import PartFailed
from sandbox.layout import PORTS
from sandbox.lifecycle import Sandbox
from sandbox.ports import known_ports
from sandbox.state import MARK_VARIABLE, StateFolder, write_json
from tests.unit.sandbox.outcomes import Outcomes
from toolchain import progress
from toolchain.errors import DeadlinePassed
from toolchain.files import held_lock
from toolchain.progress import Silent


def test_prepare_makes_everything_that_the_parts_read(
    state: StateFolder, tmp_path: Path, unsupervised: list[StateFolder]
) -> None:
    start = Sandbox(tmp_path, state, Silent()).prepare()
    assert start.moved_ports == ()
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
        Sandbox(tmp_path, state, Silent()).prepare()
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
