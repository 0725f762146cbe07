"""`platform stack new` in a checkout with the committed stacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.stack import stack
from components.config import read_environment
from components.errors import ConfigurationError
from sandbox.credentials import PASSPHRASE
from sandbox.state import StateFolder
from tests.unit.cli.conftest import SeemingEngine
from tests.unit.components.salts import opens


def typed(*words: str) -> Result:
    return CliRunner().invoke(stack, words)


def test_a_new_stack_is_the_others_file_with_zones_addresses_and_salt_of_its_own(clone: Path) -> None:
    done = typed("new", "prod-tokyo", "--from", "prod-uswest", "--region", "ap-northeast-1")
    assert done.exit_code == 0
    assert done.output.startswith("stacks/Pulumi.prod-tokyo.yaml: prod in ap-northeast-1, zones a, c, d, addresses 10.")
    before = (clone / "stacks/Pulumi.prod-uswest.yaml").read_text()
    after = (clone / "stacks/Pulumi.prod-tokyo.yaml").read_text()
    salts = [text.rpartition("encryptionsalt: ")[2].strip() for text in (before, after)]
    assert salts[0] != salts[1]
    assert opens(PASSPHRASE, salts[1])
    made = read_environment("prod-tokyo", clone / "stacks")
    assert made.network.zones == ("a", "c", "d")
    assert made.region == "ap-northeast-1"
    others = [
        read_environment(name, clone / "stacks").network.cidr
        for name in ("dev", "local", "staging", "prod-uswest", "prod-euwest")
    ]
    assert not any(made.network.cidr.overlaps(other) for other in others)


def test_a_dry_run_prints_the_file_and_writes_nothing(clone: Path) -> None:
    done = typed("new", "dev2", "--from", "dev", "--environment", "staging", "--dry-run")
    assert "  slipway:environment: staging\n" in done.output
    assert not (clone / "stacks/Pulumi.dev2.yaml").exists()
    told = json.loads(typed("new", "dev2", "--from", "dev", "--dry-run", "-o", "json").stdout)
    assert (told["stack"], told["written"], told["environment"]) == ("dev2", False, "dev")


def test_a_running_sandbox_gets_to_know_it(running: StateFolder, engine: SeemingEngine) -> None:
    assert typed("new", "dev2", "--from", "dev").exit_code == 0
    assert engine.asked == ["ensure dev2"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dev", "--from", "local"), "there is a stack 'dev' already"),
        (("Dev2", "--from", "dev"), "'Dev2' is not a name"),
        (("a" * 41, "--from", "dev"), "is not a name"),
        (("dev2", "--from", "dvv"), "there is no stack 'dvv'; did you mean 'dev'?"),
        (("dev2", "--from", "dev", "--region", "us-west-9"), "did you mean 'us-west-2'?"),
        (("dev2", "--from", "dev", "--cidr", "10.64.7.0/24"), "overlaps 10.64.0.0/16 of the stack prod-uswest"),
        (("dev2", "--from", "dev", "--cidr", "10.1.1.1/16"), "is no block"),
        (("dev2", "--from", "dev", "--cidr", "192.168.1.0/28"), "too small"),
    ],
)
def test_what_can_not_be_made_is_refused_and_nothing_written(clone: Path, words: tuple[str, ...], said: str) -> None:
    there = sorted((clone / "stacks").iterdir())
    done = typed("new", *words)
    assert isinstance(done.exception, ConfigurationError)
    assert said in str(done.exception)
    assert done.exception.exit_status == 2
    assert sorted((clone / "stacks").iterdir()) == there
