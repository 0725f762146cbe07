"""`platform stack upgrade` in a checkout with the committed stacks and manifests of its own."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.stack import stack
from components.config import read_environment
from components.recorded import Recording


def typed(*words: str) -> Result:
    return CliRunner().invoke(stack, words)


@pytest.fixture(autouse=True)
def _empty_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.recorded.recorded", lambda name, checkout: Recording(name, (), {}))


@pytest.fixture
def version(clone: Path) -> str:
    """The version that the stack has, one below the newest known."""
    file = clone / "stacks/Pulumi.dev.yaml"
    now = read_environment("dev", clone / "stacks").cluster.version
    file.write_text(file.read_text().replace(f'version: "{now}"', 'version: "1.35"'))
    return "1.35"


def test_the_next_version_is_written_and_nothing_else_changes(clone: Path, version: str) -> None:
    before = (clone / "stacks/Pulumi.dev.yaml").read_text()
    done = typed("upgrade", "dev")
    assert done.exit_code == 0
    assert done.output.startswith("dev: Kubernetes 1.35 → 1.36\n")
    assert max(map(len, done.output.splitlines())) <= 80
    assert (clone / "stacks/Pulumi.dev.yaml").read_text() == before.replace('"1.35"', '"1.36"')


def test_a_check_writes_nothing(clone: Path, version: str) -> None:
    before = (clone / "stacks/Pulumi.dev.yaml").read_text()
    done = typed("upgrade", "dev", "--check")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "dev: nothing of ours breaks at 1.36")
    assert (clone / "stacks/Pulumi.dev.yaml").read_text() == before


def test_what_would_break_is_named_and_stops_it(clone: Path, version: str) -> None:
    manifest = clone / "apps/shop/dev/pod.yaml"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("apiVersion: v1\nkind: Pod\nspec: {volumes: [{name: a, gitRepo: {repository: x}}]}\n")
    before = (clone / "stacks/Pulumi.dev.yaml").read_text()
    done = typed("upgrade", "dev")
    assert done.exit_code == 1
    assert "  apps/shop/dev/pod.yaml: gitRepo, since 1.36" in done.output.splitlines()
    assert (clone / "stacks/Pulumi.dev.yaml").read_text() == before
    told = json.loads(typed("upgrade", "dev", "-o", "json").stdout)
    assert (told["breaks"], told["written"], told["steps"]) == (True, False, ["1.36"])


@pytest.mark.parametrize(
    ("to", "said"),
    [("1.34", "can't go back"), ("1.99", "has no row of add-on versions"), ("latest", "is no minor version")],
)
def test_a_version_that_can_not_be_is_refused(clone: Path, version: str, to: str, said: str) -> None:
    done = typed("upgrade", "dev", "--to", to)
    assert said in str(done.exception)


def test_the_end_of_support_is_told_at_eighty_columns(
    clone: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.stack.preview.today", lambda: date(2027, 3, 1))
    lines = typed("upgrade", "dev", "--check").output.splitlines()
    assert "  ! standard support of Kubernetes 1.35 ends on 2027-03-27, and then EKS" in lines
    assert max(map(len, lines)) <= 80
