"""Tables, durations and JSON as people and programs get them."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.output import duration, mebibytes, output_option, print_json, print_table, use_color


class Terminal(io.StringIO):
    """Standard output that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of 80 columns with colours. Each test makes it standard output: pytest does its own after this."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


ROW = [
    "argocd-applicationset-controller",
    "ready",
    "95 MiB",
    "3m12s",
    "Argo CD: makes Applications from folders in Git",
]


def test_a_row_fits_the_terminal_and_what_it_is_about_is_cut_last(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    assert print_table(["PART", "STATE", "MEMORY", "AGE", "WHAT"], [ROW])
    header, row = terminal.getvalue().splitlines()
    assert header.startswith("PART   ")
    assert row.startswith("argocd-applicationset-controller  ready  95 MiB  3m12s  Argo CD: makes")
    assert row.endswith("…")
    assert len(row) == 80


def test_the_first_column_is_cut_when_nothing_else_helps(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["PART", "WHAT"], [["x" * 60, "y" * 60]], width=40)
    assert capsys.readouterr().out.splitlines()[1] == "x" * 25 + "…" + "  " + "y" * 11 + "…"


def test_a_pipe_gets_whole_cells(capsys: pytest.CaptureFixture[str]) -> None:
    assert not print_table(["PART", "WHAT"], [["x", "y" * 300]])
    assert capsys.readouterr().out == f"PART  WHAT\nx     {'y' * 300}\n"


def test_a_cell_of_many_lines_stays_in_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["OUTPUT", "VALUE"], [["kubeconfig", '{\n  "kind": "Config"\n}'], ["id", "a  b"]])
    assert capsys.readouterr().out.splitlines()[1:] == ['kubeconfig  { "kind": "Config" }', "id          a  b"]


def test_a_table_without_rows_is_its_header(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["A", "B"], [])
    assert capsys.readouterr().out == "A  B\n"


@given(
    st.integers(2, 5).flatmap(
        lambda columns: st.lists(
            st.lists(st.text("abc …", max_size=90), min_size=columns, max_size=columns), min_size=1, max_size=4
        )
    )
)
def test_any_table_fits_80_columns(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", stream)
        print_table([f"COLUMN{number}" for number in range(len(rows[0]))], rows, width=80)
    lines = stream.getvalue().splitlines()
    assert len(lines) == len(rows) + 1
    assert max(map(len, lines)) <= 80


def test_words_that_tell_a_state_are_coloured_on_a_terminal_only(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", terminal)
    print_table(["PART", "STATE"], [["etcd", "ready"], ["git", "failed"], ["aws", "unheard-of"]])
    coloured = terminal.getvalue()
    assert click.style("ready     ", fg="green", bold=False) in coloured
    assert click.style("failed    ", fg="red", bold=False) in coloured
    plain = io.StringIO()
    monkeypatch.setattr("sys.stdout", plain)
    print_table(["PART", "STATE"], [["etcd", "ready"], ["git", "failed"], ["aws", "unheard-of"]])
    assert click.unstyle(coloured).split() == plain.getvalue().split()
    assert "\x1b" not in plain.getvalue()


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("NO_COLOR", "false"), ("TERM", "dumb")])
def test_colour_is_left_out_where_it_is_not_wanted(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setattr("sys.stdout", terminal)
    assert use_color()
    monkeypatch.setenv(name, value)
    assert not use_color()
    print_table(["STATE"], [["ready"]])
    assert "\x1b" not in terminal.getvalue()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "-"),
        (0, "0s"),
        (59.9, "59s"),
        (60, "1m00s"),
        (192, "3m12s"),
        (599, "9m59s"),
        (600, "10m"),
        (3599, "59m"),
        (3600, "1h00m"),
        (7500, "2h05m"),
        (86399, "23h59m"),
        (86400, "1d00h"),
        (356400, "4d03h"),
    ],
)
def test_a_duration_is_told_in_its_largest_units(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


def test_an_empty_no_color_asks_for_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("NO_COLOR", "")
    assert use_color()


def test_memory_is_told_in_mebibytes() -> None:
    assert [mebibytes(count) for count in (None, 0, 2**20, 1_500_000_000)] == ["-", "0 MiB", "1 MiB", "1431 MiB"]


@dataclass(frozen=True)
class Inner:
    age_seconds: float | None


@dataclass(frozen=True)
class Outer:
    name: str
    inner: tuple[Inner, ...]


def test_dataclasses_are_printed_as_objects_at_every_depth(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(Outer("…", (Inner(1.5), Inner(None))))
    assert json.loads(capsys.readouterr().out) == {"name": "…", "inner": [{"age_seconds": 1.5}, {"age_seconds": None}]}


def test_what_json_has_no_word_for_is_refused_instead_of_guessed() -> None:
    with pytest.raises(TypeError):
        print_json({"path": object()})


def test_the_option_takes_text_and_json_and_nothing_else() -> None:
    from click.testing import CliRunner

    @click.command()
    @output_option
    def show(output: str) -> None:
        click.echo(output)

    runner = CliRunner()
    assert [runner.invoke(show, words).output for words in ([], ["-o", "json"], ["--output", "text"])] == [
        "text\n",
        "json\n",
        "text\n",
    ]
    assert runner.invoke(show, ["-o", "xml"]).exit_code == 2
