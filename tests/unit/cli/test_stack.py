"""`platform stack` on broken files, on a sandbox that is down, and on an engine that tells of a small stack."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.stack import stack
from components.config import read_environment
from components.engine import Engine
from components.errors import ConfigurationError
from components.recorded import RecordedResource, Recording
from sandbox.errors import NotRunning
from sandbox.state import StateFolder
from tests.unit.cli.conftest import SeemingEngine


def typed(*words: str) -> Result:
    return CliRunner().invoke(stack, words)


def shape(clone: Path, name: str) -> list[str]:
    """Give a stack's version and pools as the list shows them."""
    read = read_environment(name, clone / "stacks")
    return [read.cluster.version, f"{len(read.pools)}/{sum(pool.size.desired for pool in read.pools)}"]


def test_list_reads_the_files_where_no_sandbox_ever_ran(clone: Path) -> None:
    done = typed("list")
    assert done.exit_code == 0
    rows = {line.split()[0]: line.split() for line in done.output.splitlines()[1:]}
    assert rows["local"] == ["local", "local", "us-west-2", *shape(clone, "local"), "-", "never"]
    assert rows["dev"] == ["dev", "dev", "eu-central-1", *shape(clone, "dev"), "-", "never"]
    assert not (clone / ".slipway").exists()


def test_list_tells_a_broken_file_with_its_line_and_the_other_stacks_all_the_same(clone: Path) -> None:
    content = (clone / "stacks" / "Pulumi.local.yaml").read_text().replace("natGateways:", "natGateway:")
    (clone / "stacks" / "Pulumi.broken.yaml").write_text(content)
    line = content[: content.index("natGateway:")].count("\n") + 1
    done = typed("list")
    assert done.exit_code == 0
    assert ["broken", "broken", "-", "-", "-", "-", "never"] in [line.split() for line in done.output.splitlines()]
    last = done.output.splitlines()[-1]
    assert last.startswith(f"stacks/Pulumi.broken.yaml:{line}: slipway:network.natGateway: ")
    assert "did you mean" in last
    told = {row["stack"]: row for row in json.loads(typed("list", "-o", "json").stdout)["stacks"]}
    assert told["broken"]["error"] == last
    assert (told["broken"]["environment"], told["broken"]["region"]) == (None, None)
    assert told["local"]["error"] is None
    assert told["local"]["region"] == "us-west-2"


def test_list_says_so_where_there_is_no_stack(clone: Path) -> None:
    for file in (clone / "stacks").glob("Pulumi.*.yaml"):
        file.unlink()
    assert typed("list").output == f"There is no stack in {clone.resolve() / 'stacks'}.\n"
    assert json.loads(typed("list", "-o", "json").stdout) == {"stacks": []}


def test_list_tells_what_stands_and_how_long_ago_it_changed(
    clone: Path, state: StateFolder, engine: SeemingEngine
) -> None:
    (state.pulumi / ".pulumi").mkdir(parents=True)
    updated = (datetime.now(UTC) - timedelta(hours=2, minutes=5, seconds=9)).isoformat(timespec="milliseconds")
    engine.known = {"local": {"resourceCount": 49, "lastUpdate": updated}, "dev": {"resourceCount": 0}}
    rows = [line.split() for line in typed("list").output.splitlines()[1:]]
    assert ["local", "local", "us-west-2", *shape(clone, "local"), "49", "2h05m", "ago"] in rows
    assert ["dev", "dev", "eu-central-1", *shape(clone, "dev"), "-", "never"] in rows
    told = {row["stack"]: row for row in json.loads(typed("list", "-o", "json").stdout)["stacks"]}
    assert (told["local"]["resources"], told["local"]["updated"]) == (49, updated)
    assert (told["dev"]["resources"], told["dev"]["updated"]) == (0, None)


@pytest.mark.parametrize("command", ["preview", "up", "outputs", "graph"])
def test_a_stack_that_is_not_there_is_refused_with_the_nearest(clone: Path, command: str) -> None:
    done = typed(command, "locl")
    assert isinstance(done.exception, ConfigurationError)
    assert "there is no stack 'locl'; did you mean 'local'?" in str(done.exception)
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["preview", "up", "outputs"])
def test_a_sandbox_that_is_down_is_refused_with_what_to_type(clone: Path, command: str) -> None:
    done = typed(command, "local")
    assert isinstance(done.exception, NotRunning)
    assert str(done.exception).endswith("the sandbox is not running; type `platform sandbox up`")


def test_a_broken_file_is_refused_before_the_engine_is_asked(running: StateFolder, engine: SeemingEngine) -> None:
    file = running.root.parent / "stacks" / "Pulumi.local.yaml"
    file.write_text(file.read_text().replace("natGateways:", "natGateway:"))
    done = typed("up", "local")
    assert isinstance(done.exception, ConfigurationError)
    assert "natGateway" in str(done.exception)
    assert engine.asked == []


@pytest.fixture
def supported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day on which every committed stack's Kubernetes is supported for long."""
    monkeypatch.setattr("cli.stack.preview.today", lambda: date(2026, 6, 1))


@pytest.mark.usefixtures("supported")
def test_preview_shows_what_would_change_and_leaves_out_what_stays(running: StateFolder, engine: SeemingEngine) -> None:
    done = typed("preview", "local", "--refresh")
    assert done.exit_code == 0
    assert engine.asked == ["ensure local", "preview local refresh"]
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[: lines.index(["NAME", "TYPE", "OPERATION", "FIELDS"])] == [
        ["Touches", "network", "and", "traffic", "(1)"],
        ["main", "ec2", "Vpc,", "changed"],
        ["cidrBlock", "10.0.0.0/16", "→", "10.1.0.0/16"],
        [],
    ]
    assert lines[lines.index(["NAME", "TYPE", "OPERATION", "FIELDS"]) :] == [
        ["NAME", "TYPE", "OPERATION", "FIELDS"],
        ["main", "slipway:network:Network", "create"],
        ["main", "aws:ec2/vpc:Vpc", "update", "tags.a,", "cidrBlock"],
        [],
        ["local:", "1", "created,", "1", "updated,", "1", "unchanged"],
    ]
    told = json.loads(typed("preview", "local", "-o", "json").stdout)
    assert [(change["name"], change["type"], change["fields"]) for change in told["changes"]] == [
        ("main", "slipway:network:Network", []),
        ("main", "aws:ec2/vpc:Vpc", ["tags.a", "cidrBlock"]),
    ]
    assert [(group["meaning"], [one["says"] for one in group["changes"]]) for group in told["groups"]] == [
        ("touches-network", [["cidrBlock 10.0.0.0/16 → 10.1.0.0/16"]])
    ]
    assert (told["first"], told["warnings"]) == (False, [])


def test_preview_warns_of_a_version_that_eks_upgrades_by_itself(
    running: StateFolder, engine: SeemingEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.stack.preview.today", lambda: date(2027, 3, 28))
    file = running.root.parent / "stacks" / "Pulumi.local.yaml"
    file.write_text(re.sub(r'version: "1\.[0-9]+"', 'version: "1.35"', file.read_text()))
    (said,) = json.loads(typed("preview", "local", "-o", "json").stdout)["warnings"]
    assert said.startswith("standard support of Kubernetes 1.35 ended on 2027-03-27, and EKS upgrades the cluster")
    assert "! standard support of Kubernetes 1.35 ended" in typed("preview", "local").stdout


@pytest.mark.usefixtures("supported")
def test_preview_warns_of_a_stack_with_the_same_addresses_with_both_files_and_lines(
    running: StateFolder, engine: SeemingEngine
) -> None:
    stacks = running.root.parent / "stacks"
    text = (stacks / "Pulumi.local.yaml").read_text()
    (stacks / "Pulumi.dev.yaml").write_text(f"# one line more\n{text}")
    line = text[: text.index("cidr:")].count("\n") + 1
    (said,) = json.loads(typed("preview", "local", "-o", "json").stdout)["warnings"]
    assert said.startswith(f"stacks/Pulumi.local.yaml:{line}: slipway:network.cidr: 10.20.0.0/16 overlaps ")
    assert f"of the stack dev (stacks/Pulumi.dev.yaml:{line + 1})" in said


def test_up_tells_what_it_did(running: StateFolder, engine: SeemingEngine) -> None:
    assert typed("up", "local").stdout == "local: 1 created, 1 updated, 1 unchanged\n"
    assert engine.asked == ["ensure local", "up local"]
    assert json.loads(typed("up", "local", "-o", "json").stdout) == {
        "stack": "local",
        "counts": {"create": 1, "update": 1, "same": 1},
        "seconds": 3,
        "messages": ["a warning"],
    }


@pytest.mark.parametrize(("answer", "status", "ran"), [("y\n", 0, True), ("n\n", 1, False)])
def test_production_on_a_terminal_is_shown_and_asked_for(
    running: StateFolder,
    engine: SeemingEngine,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    status: int,
    ran: bool,
) -> None:
    monkeypatch.setattr("cli.stack.up._is_watched", lambda: True)
    done = CliRunner().invoke(stack, ["up", "prod-uswest"], input=answer)
    assert done.exit_code == status
    assert "Touches network and traffic (1)" in done.stdout
    assert ("up prod-uswest" in engine.asked) is ran


@pytest.mark.parametrize("words", [("up", "prod-uswest", "--yes"), ("up", "local")])
def test_nobody_is_asked_with_yes_or_for_another_environment(
    running: StateFolder, engine: SeemingEngine, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("cli.stack.up._is_watched", lambda: True)
    assert typed(*words).exit_code == 0
    assert not any(asked.startswith("preview") for asked in engine.asked)


def test_nobody_is_asked_where_nobody_sits(running: StateFolder, engine: SeemingEngine) -> None:
    assert typed("up", "prod-uswest").exit_code == 0
    assert engine.asked == ["ensure prod-uswest", "up prod-uswest"]


def test_outputs_take_a_line_each_and_json_gives_them_whole(running: StateFolder, engine: SeemingEngine) -> None:
    lines = typed("outputs", "local").output.splitlines()
    assert lines[1].startswith('kubeconfig  { "kind": "Config"')
    assert lines[2:] == ['pools       {"general": "g"}', "vpcId       vpc-1"]
    told = json.loads(typed("outputs", "local", "-o", "json").stdout)["outputs"]
    assert told == engine.outputs("local")
    engine.stood_up = False
    assert typed("outputs", "local").output == "local has no outputs yet; type `platform stack up local`.\n"


def test_graph_draws_what_stands(running: StateFolder, engine: SeemingEngine) -> None:
    assert typed("graph", "local").output.splitlines() == [
        "└─ main  Network",
        "   ├─ main  ec2 Vpc",
        "   └─ a  ec2 Subnet",
    ]
    assert "preview local" not in engine.asked
    told = json.loads(typed("graph", "local", "-o", "json").stdout)["resources"]
    assert told[2]["dependencies"] == [engine.VPC]
    mermaid = typed("graph", "local", "-o", "mermaid").output
    assert mermaid.startswith("flowchart LR\n")
    assert "n1 --> n2" in mermaid


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Recording:
    """What the program seems to register."""
    network = RecordedResource("urn:pulumi:local::slipway::slipway:network:Network::declared", "t", "n", component=True)
    vpc = RecordedResource(
        "urn:pulumi:local::slipway::slipway:network:Network$aws:ec2/vpc:Vpc::vpc", "t", "n", network.urn
    )
    recording = Recording("local", (network, vpc), {})
    monkeypatch.setattr("components.recorded.recorded", lambda name, checkout: recording)
    return recording


TREE = ["└─ declared  Network", "   └─ vpc  ec2 Vpc"]


def test_graph_of_a_stack_that_was_never_stood_up_draws_what_the_program_declares(
    running: StateFolder, engine: SeemingEngine, declared: Recording
) -> None:
    engine.stood_up = False
    assert typed("graph", "local").output.splitlines() == TREE


def test_graph_draws_what_is_planned_although_something_stands(
    running: StateFolder, engine: SeemingEngine, declared: Recording
) -> None:
    assert typed("graph", "local", "--planned").output.splitlines() == TREE


def test_graph_needs_no_sandbox(clone: Path, declared: Recording) -> None:
    assert typed("graph", "local").output.splitlines() == TREE
    picture = typed("graph", "local", "-o", "svg").output
    assert picture.startswith("<svg ")
    assert picture.endswith("</svg>\n")
    for told in (">local<", "us-west-2  ·  environment local", "1 resources in 1 components", ">Network<", ">Vpc<"):
        assert told in picture


def test_on_real_clouds_the_shells_own_environment_is_used(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def outputs(engine: Engine, name: str) -> dict[str, object]:
        made.append(engine.environment)
        return {}

    monkeypatch.setattr("components.engine.Engine.outputs", outputs)
    monkeypatch.setenv("AWS_PROFILE", "production")
    assert typed("outputs", "dev", "--cloud", "aws").exit_code == 0
    (environment,) = made
    assert isinstance(environment, dict)
    assert environment["AWS_PROFILE"] == "production"
    assert "SLIPWAY_SANDBOX_API_SERVER" not in environment
