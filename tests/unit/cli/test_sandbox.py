"""`platform sandbox` where no sandbox runs, and where one seems to."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.sandbox import sandbox
from sandbox.errors import NotRunning
from sandbox.layout import PART_NAMES
from sandbox.state import StateFolder
from tests.unit.cli.conftest import say_of_part
from toolchain.errors import SlipwayError


def typed(*words: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(sandbox, words, input=answer)


def test_status_of_a_sandbox_that_is_down_is_a_table_and_exit_1(clone: Path) -> None:
    done = typed("status")
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert [line.split()[:2] for line in lines[1 : len(PART_NAMES) + 1]] == [[name, "stopped"] for name in PART_NAMES]
    assert f"down: 0 of {len(PART_NAMES)} parts are ready, 0 MiB of memory" in lines
    assert lines[-1] == "Type `platform sandbox up` to start it."
    assert not (clone / ".slipway").exists()


def test_status_in_json_says_down_and_exits_1(clone: Path) -> None:
    done = typed("status", "-o", "json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["state"], told["supervisor_pid"], told["memory_bytes"]) == ("down", None, 0)
    assert told["kubeconfig"] == str(clone.resolve() / ".slipway" / "kubeconfig")
    assert {part["state"] for part in told["parts"]} == {"stopped"}


def test_status_of_one_that_is_up_exits_0_with_memory_age_and_address(running: StateFolder) -> None:
    done = typed("status")
    assert done.exit_code == 0
    row = next(line for line in done.output.splitlines() if line.startswith("aws "))
    assert row.split()[1] == "ready"
    assert row.split()[3] == "MiB"
    assert row.split()[-1].startswith("http://127.0.0.1:")
    assert f"up: {len(PART_NAMES)} of {len(PART_NAMES)} parts are ready" in done.output
    assert json.loads(typed("status", "-o", "json").stdout)["supervisor_pid"] == os.getpid()


def test_a_part_in_trouble_is_told_in_full_below_the_table_and_gives_exit_1(running: StateFolder) -> None:
    trouble = "died 3 times, the last time with exit status 1; its last line: " + "panic " * 30
    say_of_part(running, "redis", state="failed", pid=None, restarts=2, event=trouble)
    done = typed("status")
    assert done.exit_code == 1
    assert f"redis: {trouble}; started again 2 times" in done.output
    assert f"degraded: {len(PART_NAMES) - 1} of {len(PART_NAMES)} parts are ready" in done.output
    assert "platform sandbox logs NAME" in done.output
    row = next(line for line in done.output.splitlines() if line.startswith("redis "))
    assert row.endswith("stand-in for Redis, Argo CD's cache")


def test_env_before_the_first_start_is_refused_with_what_to_type(clone: Path) -> None:
    for words in (("env",), ("env", "-o", "json")):
        done = typed(*words)
        assert isinstance(done.exception, NotRunning)
        assert str(done.exception).endswith("the sandbox was never started; type `platform sandbox up`")
        assert done.exception.exit_status == 2
        assert done.stdout == ""


def test_env_in_json_has_what_the_shell_lines_export(running: StateFolder) -> None:
    lines = typed("env").stdout.splitlines()
    variables = json.loads(typed("env", "--output", "json").stdout)
    assert lines[0].startswith("unset ")
    assert [line.removeprefix("export ").partition("=")[0] for line in lines[1:]] == list(variables)
    assert variables["KUBECONFIG"] == str(running.kubeconfig)


def test_logs_of_an_unknown_part_name_the_nearest(clone: Path) -> None:
    done = typed("logs", "kube-apisrver")
    assert isinstance(done.exception, SlipwayError)
    assert str(done.exception) == "there is no part named 'kube-apisrver'; did you mean 'kube-apiserver'?"


def test_logs_of_a_part_that_has_not_run_name_the_file(state: StateFolder) -> None:
    done = typed("logs", "etcd")
    assert isinstance(done.exception, SlipwayError)
    assert str(done.exception) == f"{state.log('etcd')}: etcd has written no log yet; type `platform sandbox up`"


def test_logs_print_the_last_lines_that_were_asked_for(state: StateFolder) -> None:
    state.prepare()
    state.log("etcd").write_text("".join(f"line {number}\n" for number in range(100)))
    assert typed("logs", "etcd", "-n", "2").output == "line 98\nline 99\n"
    assert len(typed("logs", "etcd").output.splitlines()) == 50
    assert typed("logs", "etcd", "-n", "0").output == ""
    refused = typed("logs", "etcd", "-n", "-3")
    assert refused.exit_code == 2
    assert "--lines" in refused.output


@pytest.fixture
def removed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that `reset` would have removed."""
    folders: list[Path] = []
    monkeypatch.setattr("sandbox.ending.reset", lambda state, progress: folders.append(state.root))
    return folders


def test_reset_asks_first_and_takes_no_for_an_answer(state: StateFolder, removed: list[Path]) -> None:
    state.prepare()
    done = typed("reset", answer="n\n")
    assert done.exit_code == 1
    assert f"Remove the sandbox in {state.root}?" in done.output
    assert done.output.endswith("Nothing was removed.\n")
    assert removed == []
    assert typed("reset", answer="y\n").exit_code == 0
    assert removed == [state.root]


def test_reset_that_nobody_answers_removes_nothing_and_names_the_option(
    state: StateFolder, removed: list[Path]
) -> None:
    state.prepare()
    done = typed("reset", answer="")
    assert isinstance(done.exception, SlipwayError)
    assert "--yes" in str(done.exception)
    assert removed == []


def test_reset_asks_nothing_if_told_yes_or_if_there_is_nothing(state: StateFolder, removed: list[Path]) -> None:
    assert typed("reset").output == ""
    state.prepare()
    assert typed("reset", "--yes").output == ""
    assert removed == [state.root, state.root]


def test_down_where_nothing_runs_says_so_and_makes_nothing(clone: Path) -> None:
    done = typed("down")
    assert done.exit_code == 0
    assert "stop the sandbox: nothing ran" in done.stderr
    assert done.stdout == ""
    assert not (clone / ".slipway").exists()


def test_commands_are_listed_in_the_order_of_need_each_on_one_line() -> None:
    listed = typed("--help").output.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == ["up", "down", "status", "logs", "env", "autoscaler", "reset"]
    assert not [line for line in listed if line.endswith("...")]


def test_the_autoscaler_of_a_sandbox_that_is_down_is_not_even_compiled(clone: Path) -> None:
    with pytest.raises(NotRunning, match="is down"):
        CliRunner().invoke(sandbox, ["autoscaler", "local"], catch_exceptions=False)


def test_a_stack_without_an_autoscaled_pool_has_nothing_for_the_autoscaler(clone: Path) -> None:
    file = clone / "stacks" / "Pulumi.local.yaml"
    file.write_text(file.read_text().replace("      autoscaled: true\n", ""))
    with pytest.raises(SlipwayError, match="no pool is autoscaled"):
        CliRunner().invoke(sandbox, ["autoscaler", "local"], catch_exceptions=False)
