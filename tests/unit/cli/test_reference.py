"""The reference of commands: kept as the commands give it, with every command and option in it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from cli import reference
from cli.main import COMMANDS

ROOT = Path(__file__).parents[3]


def test_the_reference_that_is_kept_is_the_one_the_commands_give() -> None:
    assert (ROOT / reference.FILE).read_text() == reference.reference_text(), "type make docs"


def test_every_command_and_every_option_is_in_it() -> None:
    text = reference.reference_text()
    found = list(reference.commands())
    assert {words[1] for words, _ in found if len(words) > 1} == set(COMMANDS)
    assert ("platform", "sandbox", "logs") in [words for words, _ in found]
    for words, command in found:
        section = re.split(r"^#+ ", text.partition(f"# {' '.join(words)}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
        assert section, words
        for option in command.params:
            if isinstance(option, click.Option):
                assert all(f"{name}" in section for name in option.opts), (words, option.name)


def test_links_lead_somewhere() -> None:
    text = reference.reference_text()
    headings = {line.lstrip("# ").replace(" ", "-") for line in text.splitlines() if line.startswith("#")}
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert {link[1:] for link in links if link.startswith("#")} <= headings
    files = [link for link in links if not link.startswith("#")]
    assert files
    assert [file for file in files if not (ROOT / "docs/reference" / file).is_file()] == []


def test_no_angle_bracket_is_left_for_markdown_to_swallow() -> None:
    outside = re.sub(r"```.*?```|`[^`]*`", "", reference.reference_text(), flags=re.DOTALL)
    assert "<" not in outside


def test_a_table_has_as_many_cells_in_every_row() -> None:
    rows = [line for line in reference.reference_text().splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {3}


def test_check_tells_a_reference_that_is_out_of_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert reference.main(["--check"]) == 1
    assert "docs/reference/cli.md: is not what the code gives" in capsys.readouterr().err
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0
    reference.FILE.write_text("old\n")
    assert reference.main(["--check"]) == 1
