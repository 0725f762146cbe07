"""`platform stack down`: who is asked for the name, what is printed, and with which status it ends."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from cli.main import platform
from cli.stack.down import told
from components.teardown.report import Remaining, Report, StepDone
from components.teardown.wanted import Wanted
from sandbox.state import StateFolder
from tests.unit.cli.conftest import SeemingEngine
from toolchain.errors import SlipwayError

INTERFACE = Remaining("interface", 'eni-1 "aws-K8S-i-1"', "in use by i-1", "aws ec2 delete-network-interface …")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Wanted]:
    """Teardowns that were begun; none does anything, and each reports one interface that remains."""
    begun: list[Wanted] = []

    class Pretended:
        def __init__(self, wanted: Wanted, reach: object) -> None:
            begun.append(wanted)
            self.stack = wanted.stack

        def run(self) -> Report:
            return Report(self.stack, gone={"resource of Pulumi": 61}, remains=[INTERFACE], do="type it again")

    monkeypatch.setattr("components.teardown.Teardown", Pretended, raising=False)
    monkeypatch.setattr("cli.stack.down.reach", lambda *given: object())
    return begun


def typed(*words: str, answer: str | None = None, terminal: bool = False) -> Result:
    runner = CliRunner()
    if terminal:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cli.stack.down.asks", lambda: True)
            return runner.invoke(platform, ["stack", "down", *words], input=answer)
    return runner.invoke(platform, ["stack", "down", *words])


def test_a_stack_that_is_not_production_goes_without_a_question(
    running: StateFolder, engine: SeemingEngine, asked: list[Wanted]
) -> None:
    done = typed("dev", "--delete-orphans")
    assert done.exit_code == 1
    assert asked[0].delete_orphans
    assert asked[0].command == "platform stack down dev --delete-orphans"
    assert asked[0].cluster == "slipway-dev"


def test_production_cant_go_where_nobody_can_be_asked(
    running: StateFolder, engine: SeemingEngine, asked: list[Wanted]
) -> None:
    done = typed("prod-uswest")
    assert isinstance(done.exception, SlipwayError)
    assert "type `platform stack down prod-uswest --confirm prod-uswest`" in str(done.exception)
    assert asked == []


@pytest.mark.parametrize("stack", ["dev", "prod-uswest"])
def test_a_wrong_name_touches_nothing(
    running: StateFolder, engine: SeemingEngine, asked: list[Wanted], stack: str
) -> None:
    done = typed(stack, "--confirm", "prod-euwest")
    assert isinstance(done.exception, SlipwayError)
    assert done.exception.exit_status == 2
    assert f"'prod-euwest' is not '{stack}'; nothing was touched" in str(done.exception)
    assert asked == []


@pytest.mark.parametrize(("answer", "begun"), [("prod-uswest\n", 1), ("y\n", 0), ("\n", 0)])
def test_on_a_terminal_production_s_name_has_to_be_typed(
    running: StateFolder, engine: SeemingEngine, asked: list[Wanted], answer: str, begun: int
) -> None:
    typed("prod-uswest", answer=answer, terminal=True)
    assert len(asked) == begun


def test_a_plan_asks_for_no_name(running: StateFolder, engine: SeemingEngine, asked: list[Wanted]) -> None:
    typed("prod-uswest", "--plan")
    assert asked[0].plan


def test_json_is_the_report(running: StateFolder, engine: SeemingEngine, asked: list[Wanted]) -> None:
    told = json.loads(typed("dev", "-o", "json").stdout)
    assert told["gone"] == {"resource of Pulumi": 61}
    assert told["remains"][0]["do"] == INTERFACE.do
    assert (told["stopped"], told["do"]) == (None, "type it again")


def test_a_person_reads_what_is_gone_what_remains_and_what_to_type() -> None:
    report = Report("dev", gone={"Ingress": 2, "resource of Pulumi": 1}, remains=[INTERFACE], do="type it again")
    assert told(report) == [
        "gone      2 Ingresses, 1 resource of Pulumi",
        'remains   interface eni-1 "aws-K8S-i-1": in use by i-1',
        "          aws ec2 delete-network-interface …",
        "next      type it again",
    ]


def test_a_person_reads_that_nothing_is_left() -> None:
    kept = Remaining("key", "k-1", "goes by itself on 2026-12-24", "nothing")
    assert told(Report("dev", kept=[kept])) == [
        "kept      key k-1: goes by itself on 2026-12-24",
        "Nothing of dev is left: its state is empty, and AWS shows nothing with its tags.",
    ]


def test_a_person_reads_a_plan_step_by_step() -> None:
    report = Report("dev", planned=True, steps=[StepDone("look for orphans", "1 volume", ("volume vol-1",))])
    assert told(report) == [
        "look for orphans: 1 volume",
        "  volume vol-1",
        "Nothing was changed; type `platform stack down dev` to do it.",
    ]


@pytest.mark.parametrize(
    ("report", "status"),
    [
        (Report("dev"), 0),
        (Report("dev", remains=[INTERFACE]), 1),
        (Report("dev", stopped="an interface holds the VPC"), 1),
        (Report("dev", stopped="DependencyViolation", failed=True), 2),
        (Report("dev", planned=True), 0),
        (Report("dev", planned=True, stopped="1 resource refuses to be deleted"), 1),
    ],
)
def test_the_status_says_whether_anything_is_left(report: Report, status: int) -> None:
    assert report.exit_status == status
