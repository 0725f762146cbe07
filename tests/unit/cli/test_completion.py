"""The completion scripts: accepted by their shell, and answered by the program."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli.completion import completion
from cli.render import render


@click.group()
def program() -> None:
    """A program with the commands whose completion is tried."""


program.add_command(completion)
program.add_command(render)


def _script(shell: str) -> str:
    result = CliRunner().invoke(program, ["completion", shell])
    assert result.exit_code == 0, result.output
    return result.output


def _offered(words: str, position: int) -> list[str]:
    environment = {"_PLATFORM_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(position)}
    result = CliRunner().invoke(program, [], prog_name="platform", env=environment)
    return [line.split(",", 1)[1] for line in result.output.splitlines() if line]


def test_bash_accepts_its_script_and_ties_it_to_platform(tmp_path: Path) -> None:
    file = tmp_path / "platform.bash"
    file.write_text(_script("bash"))
    subprocess.run(["bash", "-n", str(file)], check=True)
    tied = subprocess.run(
        ["bash", "--norc", "-c", f"source {file}; complete -p platform"], check=True, capture_output=True, text=True
    )
    assert tied.stdout.strip().endswith(" platform")
    assert "_PLATFORM_COMPLETE=bash_complete" in file.read_text()


@pytest.mark.parametrize(
    ("shell", "ties"),
    [("zsh", "#compdef platform"), ("fish", "complete --no-files --command platform")],
)
def test_other_shells_get_a_script_that_asks_platform(shell: str, ties: str) -> None:
    script = _script(shell)
    assert ties in script
    assert f"_PLATFORM_COMPLETE={shell}_complete" in script
    installed = shutil.which(shell)
    if installed:
        subprocess.run([installed, "-n"], input=script, text=True, check=True)


def test_an_unknown_shell_is_refused_with_those_there_are() -> None:
    result = CliRunner().invoke(program, ["completion", "tcsh"])
    assert result.exit_code == 2
    assert all(shell in result.output for shell in ("bash", "zsh", "fish"))


def test_commands_services_and_environments_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("shop", "shed", "zoo"):
        (tmp_path / "apps" / name).mkdir(parents=True)
        (tmp_path / "apps" / name / "service.yaml").touch()
    monkeypatch.chdir(tmp_path / "apps/zoo")
    assert _offered("platform re", 1) == ["render"]
    assert _offered("platform render sh", 2) == ["shed", "shop"]
    assert _offered("platform render --env st", 3) == ["staging"]


def test_outside_of_a_checkout_no_service_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _offered("platform render s", 2) == []
