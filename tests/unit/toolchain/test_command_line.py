from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolchain.__main__ import main


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The committed catalogue with an empty cache and an empty PATH."""
    monkeypatch.setenv("SLIPWAY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_paths_prints_one_object_and_says_no_when_a_tool_is_missing(
    empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["paths"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["etcd"] is None
    assert Path(told["kubectl"]).name == "kubectl"


def test_build_of_an_unknown_tool_is_refused_with_the_nearest(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "etc"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "no tool is called 'etc'; did you mean 'etcd'?\n"


@pytest.mark.parametrize("arguments", [["build"], ["build", "etcd", "--all"], []])
def test_command_without_a_clear_order_is_refused(empty: Path, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
