"""`platform` as a process: help, unknown words, errors, interruptions, readers that go."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli import main as program
from cli.main import COMMANDS
from toolchain.errors import SlipwayError

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "80"}


def platform(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *words],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        cwd=folder or ROOT,
        check=False,
    )


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Make `platform down` end with an error."""

    @click.command()
    def fail() -> None:
        raise error

    monkeypatch.setattr("cli.up.down", fail)


def ended(words: list[str]) -> object:
    with pytest.raises(SystemExit) as stopped:
        program.main(words)
    return stopped.value.code


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_help_lists_every_command_within_80_columns(words: list[str]) -> None:
    done = platform(*words)
    listed = re.findall(r"^  ([a-z]+)  +\S", (done.stdout + done.stderr).partition("Commands:")[2], re.MULTILINE)
    assert listed == list(COMMANDS)
    assert max(map(len, (done.stdout + done.stderr).splitlines())) <= 80


def test_help_imports_no_command_and_nothing_heavy() -> None:
    listing = (
        "import sys\nfrom cli.main import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit:\n    print('IMPORTED', *sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, env=ENVIRONMENT, cwd=ROOT, check=True
    )
    imported = set(done.stdout.partition("IMPORTED")[2].split())
    assert "cli.main" in imported
    commands = {target.partition(":")[0] for target, _ in COMMANDS.values()}
    assert imported.isdisjoint({"rich", "pulumi", "pydantic", "yaml", "psutil", "boto3", "kubernetes", *commands})
    assert {name.partition(".")[0] for name in imported}.isdisjoint({"sandbox", "components", "delivery"})


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says_and_has_the_name_it_says(name: str) -> None:
    command = program.platform.get_command(click.Context(program.platform), name)
    assert command is not None
    assert command.name == name
    assert command.help


@pytest.mark.parametrize(
    ("words", "nearest"), [(["snadbox"], "sandbox"), (["rendr", "x"], "render"), (["doctr"], "doctor")]
)
def test_an_unknown_command_names_the_nearest(words: list[str], nearest: str) -> None:
    done = platform(*words)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"Error: No such command '{words[0]}'; did you mean '{nearest}'?"
    assert done.stdout == ""


def test_a_command_that_is_like_none_is_refused_without_a_guess() -> None:
    done = platform("zzzzzz")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "Error: No such command 'zzzzzz'."


def test_an_error_is_one_sentence_on_standard_error_and_exit_2(tmp_path: Path) -> None:
    done = platform("sandbox", "status", folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        f"error: {tmp_path}: is not inside a Slipway checkout (no Pulumi.yaml with stacks/ here or above); "
        "go to your clone and type the command again\n"
    )


def test_debug_shows_the_traceback_of_an_error(tmp_path: Path) -> None:
    done = platform("--debug", "sandbox", "status", folder=tmp_path)
    assert done.returncode == 2
    assert "Traceback (most recent call last)" in done.stderr
    assert "SlipwayError: " in done.stderr


def test_an_error_of_ours_gives_its_own_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = SlipwayError("is wrong", where="there", do="mend it")
    error.exit_status = 1
    failing(monkeypatch, error)
    assert ended(["down"]) == 1
    assert capsys.readouterr().err == "error: there: is wrong; mend it\n"


def test_an_error_nobody_expected_is_named_as_ours_and_tells_how_to_see_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, KeyError("port"))
    assert ended(["down"]) == 2
    assert capsys.readouterr().err == (
        "error: internal error: KeyError: 'port'; type the command again with --debug after `platform`\n"
    )
    assert ended(["--debug", "down"]) == 2
    assert "KeyError: 'port'" in capsys.readouterr().err


def test_a_full_disk_is_one_sentence_with_the_file_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, OSError(28, "No space left on device", "/state/logs"))
    assert ended(["down"]) == 2
    assert capsys.readouterr().err == (
        "error: /state/logs: No space left on device; free space or mend its permissions,"
        " then run the same command again\n"
    )


def test_an_interruption_gives_130_and_says_that_the_command_can_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, KeyboardInterrupt())
    assert ended(["down"]) == 130
    assert capsys.readouterr().err.strip() == "error: interrupted; the same command goes on where it stopped"


def test_the_exit_status_of_a_command_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, click.exceptions.Exit(1))
    assert ended(["down"]) == 1


def without_reader(words: list[str], *, errors_too: bool = False) -> tuple[int, str]:
    """Run `platform` with a standard output that nobody reads any more."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", *words],
            stdout=write,
            stderr=write if errors_too else subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
            cwd=ROOT,
            check=False,
        )
    finally:
        os.close(write)
    return done.returncode, done.stderr or ""


@pytest.mark.parametrize("words", [["--help"], ["render", "--help"], ["completion", "bash"]])
def test_a_reader_that_has_gone_is_no_failure_and_needs_no_word(words: list[str]) -> None:
    assert without_reader(words) == (0, "")


def test_a_wrong_command_stays_wrong_although_nobody_reads_why() -> None:
    assert without_reader(["zzzzzz"], errors_too=True) == (2, "")
    assert without_reader(["sandbox", "logs", "nosuchpart"], errors_too=True) == (2, "")


def test_a_broken_pipe_to_another_program_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, BrokenPipeError(32, "Broken pipe"))
    monkeypatch.setattr(program, "_readers_gone", list)
    assert ended(["down"]) == 2
    assert "Broken pipe, to a program that was started" in capsys.readouterr().err
