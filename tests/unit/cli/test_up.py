"""`platform up` and `down`: what they print, and what is refused before anything starts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.up import down, up
from components.engine import Outcome
from components.errors import ConfigurationError
from sandbox.lifecycle import Start
from sandbox.state import StateFolder
from toolchain.errors import SlipwayError


def typed(*words: str) -> Result:
    return CliRunner().invoke(up, words)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps of `up` in the order in which they were taken; none does anything."""
    taken: list[str] = []

    def start_sandbox(*given: object) -> Start:
        taken.append("sandbox")
        return Start(("aws",))

    def start_stack(state: StateFolder, stack: str, progress: object, *, start: Start) -> Outcome:
        taken.append(f"stack {stack}, moved: {', '.join(start.moved_ports)}")
        return Outcome([], {"create": 2, "same": 3}, 4, [])

    def await_applications(*given: object) -> dict[str, str]:
        assert "local" in given
        taken.append("applications")
        return {"order-service-local": "Healthy"}

    monkeypatch.setattr("cli.bringup.start_sandbox", start_sandbox)
    monkeypatch.setattr("cli.bringup.start_stack", start_stack)
    monkeypatch.setattr("cli.bringup.await_applications", await_applications)
    monkeypatch.setattr("cli.bringup.add_late_tools", lambda *given: None)
    return taken


def test_up_takes_its_steps_in_order_and_tells_the_stack_which_ports_have_moved(
    running: StateFolder, steps: list[str]
) -> None:
    assert typed().exit_code == 0
    assert steps == ["sandbox", "stack local, moved: aws", "applications"]


def test_up_ends_with_what_runs_where_and_what_to_type_next(running: StateFolder, steps: list[str]) -> None:
    lines = typed().stdout.splitlines()
    assert ["WHAT", "RUNS", "STATE", "MEMORY", "WHERE"] in [line.split() for line in lines]
    assert any(line.startswith("order-service-local ") and "Healthy" in line for line in lines)
    assert any(line.endswith("2 created, 3 unchanged.") for line in lines)
    assert f"Kubeconfig: {running.kubeconfig}" in lines
    following = lines[lines.index("Type next:") + 1 :]
    assert following[0].startswith('  eval "$(.venv/bin/platform sandbox env)"')
    assert max(map(len, following)) <= 80


def test_up_in_json_is_one_object(running: StateFolder, steps: list[str]) -> None:
    told = json.loads(typed("--output", "json").stdout)
    assert (told["stack"], told["counts"]) == ("local", {"create": 2, "same": 3})
    assert told["applications"] == {"order-service-local": "Healthy"}
    assert told["sandbox"]["state"] == "up"


def test_a_stack_that_is_not_there_is_refused_before_anything_starts(clone: Path, steps: list[str]) -> None:
    done = typed("--stack", "locl")
    assert isinstance(done.exception, ConfigurationError)
    assert "did you mean 'local'?" in str(done.exception)
    assert steps == []
    assert not (clone / ".slipway").exists()


def test_outside_of_a_checkout_up_and_down_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (up, down):
        done = CliRunner().invoke(command)
        assert isinstance(done.exception, SlipwayError)
        assert "is not inside a Slipway checkout" in str(done.exception)


def test_down_where_nothing_runs_says_so(clone: Path) -> None:
    done = CliRunner().invoke(down)
    assert done.exit_code == 0
    assert "nothing ran" in done.stderr
