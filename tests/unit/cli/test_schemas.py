"""The schemas of `--output json`: kept as the shapes give them, and true of what the commands print."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner

from cli import schemas
from cli.main import platform
from cli.reference import commands
from cli.schemas import SHAPES, schema_file, schema_of
from components.engine import Outcome
from sandbox.lifecycle import Start
from sandbox.state import StateFolder
from tests.unit.cli.conftest import SeemingEngine, say_of_part

ROOT = Path(__file__).parents[3]


def printed(*words: str) -> dict[str, Any]:
    """Type a command with `--output json` and give the one object that it prints, valid by the command's schema."""
    done = CliRunner().invoke(platform, [*words, "--output", "json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    told: dict[str, Any] = json.loads(done.stdout)
    command = " ".join(words) if " ".join(words) in SHAPES else next(iter(_known(words)))
    jsonschema.Draft202012Validator(schema_of(command)).validate(told)
    return told


def _known(words: Sequence[str]) -> list[str]:
    return [" ".join(words[:count]) for count in range(len(words), 0, -1) if " ".join(words[:count]) in SHAPES]


def test_every_command_that_prints_json_has_a_schema_and_no_other_has() -> None:
    printing = {
        " ".join(words[1:])
        for words, command in commands()
        for option in command.params
        if option.name == "output" and isinstance(option.type, click.Choice) and "json" in option.type.choices
    }
    assert printing == set(SHAPES)


def test_the_schemas_that_are_kept_are_those_the_shapes_give() -> None:
    kept = {path.relative_to(ROOT): path.read_text() for path in (ROOT / schemas.FOLDER).iterdir()}
    assert kept == {schema_file(command): schemas.schema_text(command) for command in SHAPES}, "type make docs"


@pytest.mark.parametrize("command", SHAPES)
def test_a_schema_is_valid_and_tells_what_every_field_means(command: str) -> None:
    schema = schema_of(command)
    jsonschema.Draft202012Validator.check_schema(schema)
    objects = [schema, *schema.get("$defs", {}).values()]
    fields = [(name, field) for one in objects for name, field in one.get("properties", {}).items()]
    assert [name for name, field in fields if not field.get("description")] == []
    assert all(one["description"] for one in objects)
    assert '"title": "' not in json.dumps(schema).replace('"title": "platform', "")


@pytest.mark.parametrize("command", [command for command in SHAPES if command != "sandbox env"])
def test_a_schema_wants_every_field_and_allows_no_other(command: str) -> None:
    schema = schema_of(command)
    for one in (schema, *schema.get("$defs", {}).values()):
        assert one["required"] == list(one["properties"])
        assert one["additionalProperties"] is False


def test_status_and_list_of_a_clone_without_a_sandbox(clone: Path) -> None:
    assert printed("sandbox", "status")["state"] == "down"
    assert {row["stack"] for row in printed("stack", "list")["stacks"]} == {
        "dev",
        "local",
        "prod-euwest",
        "prod-uswest",
        "staging",
    }


def test_list_with_a_broken_stack(clone: Path) -> None:
    (clone / "stacks" / "Pulumi.broken.yaml").write_text("config: 3\n")
    (broken,) = [row for row in printed("stack", "list")["stacks"] if row["error"]]
    assert broken["stack"] == "broken"


def test_doctor_on_this_machine(clone: Path) -> None:
    assert {"python", "git", "etcd", "loopback"} <= {check["name"] for check in printed("doctor")["checks"]}


def test_status_and_variables_of_a_sandbox_that_runs(running: StateFolder) -> None:
    say_of_part(running, "redis", state="restarting", pid=None, restarts=1, event="died")
    told = printed("sandbox", "status")
    assert {part["state"] for part in told["parts"]} == {"ready", "restarting"}
    assert told["parts"][0]["pid"] == os.getpid()
    assert printed("sandbox", "env")["SLIPWAY_STATE"] == str(running.root)


def test_what_the_engine_says_of_a_stack(running: StateFolder, engine: SeemingEngine) -> None:
    assert len(printed("stack", "preview", "local")["changes"]) == 2
    assert printed("stack", "up", "local")["messages"] == ["a warning"]
    assert set(printed("stack", "outputs", "local")["outputs"]) == {"vpcId", "pools", "kubeconfig"}
    assert len(printed("stack", "graph", "local")["resources"]) == 3


def test_up_and_sandbox_up(running: StateFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.bringup.start_sandbox", lambda *given: Start(()))
    monkeypatch.setattr("cli.bringup.start_stack", lambda *given, **named: Outcome([], {"same": 3}, 4, []))
    monkeypatch.setattr("cli.bringup.add_late_tools", lambda *given: None)
    monkeypatch.setattr("cli.bringup.await_applications", lambda *given: {"order-service-local": "Healthy"})
    assert printed("up")["applications"] == {"order-service-local": "Healthy"}
    assert printed("sandbox", "up")["state"] == "up"


def test_why_a_pod_is_where_it_is(running: StateFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    resources = {"requests": {"cpu": "9"}}
    pods = [
        {
            "metadata": {"namespace": "default", "name": name},
            "spec": {"containers": [{"name": "a", "resources": resources}], "nodeName": node},
            "status": {"phase": "Running" if node else "Pending"},
        }
        for name, node in (("large", ""), ("there", "n"))
    ]
    node = {"metadata": {"name": "n"}, "spec": {}, "status": {"allocatable": {"cpu": "4"}}}

    def kubectl(state: StateFolder, arguments: Sequence[str]) -> str:
        return json.dumps({"items": pods if arguments[1] == "pods" else [node]})

    monkeypatch.setattr("sandbox.scheduling.kubectl", kubectl)
    assert printed("why", "large")["nodes"][0]["obstacles"]
    assert printed("why", "default/there")["node"] == "n"


def test_rendering_and_its_check(clone: Path) -> None:
    service = clone / "apps" / "order-service"
    service.mkdir(parents=True)
    (service / "service.yaml").write_text((ROOT / "apps/order-service/service.yaml").read_text())
    assert printed("render", "order-service", "--check")["files"][0]["diff"]
    assert printed("render")["summary"]["written"] is True
    assert printed("render")["files"][0]["diff"] is None


def test_check_tells_what_is_out_of_date_and_writing_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert schemas.main(["--check"]) == 1
    assert schemas.main([]) == 0
    assert schemas.main(["--check"]) == 0
    capsys.readouterr()
    (tmp_path / schema_file("why")).write_text("{}\n")
    (tmp_path / schemas.FOLDER / "gone.schema.json").write_text("{}\n")
    assert schemas.main(["--check"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in said] == [str(schema_file("why")), f"{schemas.FOLDER}/gone.schema.json"]
    assert all("python -m cli.schemas" in line for line in said)
    assert schemas.main([]) == 0
    assert not (tmp_path / schemas.FOLDER / "gone.schema.json").exists()
    assert schemas.main(["--check"]) == 0


def test_schemas_that_cannot_be_written_give_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").touch()
    assert schemas.main([]) == 2
    assert "cannot be written" in capsys.readouterr().err
