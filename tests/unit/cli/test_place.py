"""Where a command works."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.place import checkout_folder, running_sandbox, sandbox_engine, state_folder
from sandbox.errors import NotRunning
from sandbox.state import MARK_VARIABLE, StateFolder
from toolchain.errors import SlipwayError


def test_the_checkout_is_found_from_any_folder_below_it(clone: Path) -> None:
    deep = clone / "apps" / "order-service"
    deep.mkdir(parents=True)
    assert checkout_folder(deep) == clone.resolve()
    assert checkout_folder() == clone.resolve()


def test_the_nearest_checkout_is_taken_and_one_without_stacks_is_none(clone: Path) -> None:
    inner = clone / "vendor" / "other"
    inner.mkdir(parents=True)
    (inner / "Pulumi.yaml").touch()
    assert checkout_folder(inner) == clone.resolve()
    (inner / "stacks").mkdir()
    assert checkout_folder(inner) == inner.resolve()


def test_outside_of_a_checkout_the_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SlipwayError, match=rf"^{tmp_path}: is not inside a Slipway checkout") as refused:
        checkout_folder(tmp_path)
    assert refused.value.exit_status == 2


def test_the_state_folder_is_the_checkouts_unless_another_is_named(
    clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state_folder().root == clone.resolve() / ".slipway"
    monkeypatch.setenv("SLIPWAY_STATE", str(tmp_path / "elsewhere"))
    assert state_folder().root == tmp_path / "elsewhere"


def test_a_sandbox_that_is_down_is_refused_with_what_to_type(state: StateFolder) -> None:
    with pytest.raises(NotRunning, match="the sandbox is not running; type `platform sandbox up`"):
        running_sandbox()
    state.prepare()
    state.supervisor_lock.write_text(str(os.getpid()))
    with pytest.raises(NotRunning):
        running_sandbox()


def test_a_sandbox_whose_supervisor_lives_is_running(running: StateFolder) -> None:
    assert running_sandbox() == running


def test_an_engine_on_the_sandbox_carries_the_mark_by_which_down_finds_it(running: StateFolder) -> None:
    made = sandbox_engine(running)
    assert made.environment[MARK_VARIABLE] == str(running.root)
    assert made.environment["PULUMI_BACKEND_URL"] == f"file://{running.pulumi}"
    assert made.checkout == checkout_folder()
