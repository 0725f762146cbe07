"""`python -m components.golden` on graphs that are given, without running a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.config import STACKS
from components.golden import __main__ as golden
from components.golden.text import graph_text
from components.recorded import RecordedResource


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / STACKS).mkdir()
    for stack in ("dev", "local"):
        (tmp_path / STACKS / f"Pulumi.{stack}.yaml").write_text("config: {}\n")
    give(monkeypatch, "1.34")
    return tmp_path


def give(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    kind = "aws:eks/cluster:Cluster"
    cluster = RecordedResource(f"urn:pulumi:x::slipway::{kind}::c", kind, "c", inputs={"version": version})
    monkeypatch.setattr(golden, "golden_text", lambda stack, checkout: graph_text(stack, [cluster], {}))


def test_a_stack_without_a_golden_graph_fails_the_check_and_nothing_is_written(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert golden.main(["--check"], checkout) == 1
    assert "stacks/golden/dev.yaml:\n  has no golden graph\n" in capsys.readouterr().out
    assert not (checkout / golden.FOLDER).exists()


def test_what_was_written_passes_the_check(checkout: Path) -> None:
    assert golden.main([], checkout) == 0
    assert golden.main(["--check"], checkout) == 0


def test_a_changed_graph_is_told_by_resource_and_property_and_what_to_type(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    golden.main([], checkout)
    give(monkeypatch, "1.35")
    capsys.readouterr()
    assert golden.main(["--check", "dev"], checkout) == 1
    assert capsys.readouterr().out == (
        "stacks/golden/dev.yaml:\n"
        "  ~ aws:eks/cluster:Cluster c\n"
        "      version: 1.34 → 1.35\n"
        "The graphs above changed; if that is meant, type `make golden` and commit what it writes.\n"
    )


def test_a_graph_of_a_stack_that_is_gone_fails_the_check_and_goes(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    golden.main([], checkout)
    (checkout / STACKS / "Pulumi.dev.yaml").unlink()
    assert golden.main(["--check"], checkout) == 1
    assert "stacks/golden/dev.yaml:\n  there is no such stack\n" in capsys.readouterr().out
    golden.main([], checkout)
    assert [path.name for path in (checkout / golden.FOLDER).iterdir()] == ["local.yaml"]
