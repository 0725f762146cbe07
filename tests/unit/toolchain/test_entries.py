from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from toolchain import catalog, entries
from toolchain.catalog import GoTool

if TYPE_CHECKING:
    from tests.unit.toolchain.conftest import Workshop


def early(workshop: Workshop) -> GoTool:
    tool = catalog.load(workshop.tools)["early"]
    assert isinstance(tool, GoTool)
    return tool


@pytest.mark.parametrize(
    "change", [{"version": "1.2.4"}, {"ldflags": "-w"}, {"gcflags": "all=-l"}, {"package": "example.com/other"}]
)
def test_digest_changes_with_what_makes_another_binary(workshop: Workshop, change: dict[str, Any]) -> None:
    tool = early(workshop)
    assert entries.digest(tool.model_copy(update=change), "1.27.3") != entries.digest(tool, "1.27.3")


def test_digest_changes_with_the_version_of_go(workshop: Workshop) -> None:
    assert entries.digest(early(workshop), "1.27.3") != entries.digest(early(workshop), "1.27.4")


@pytest.mark.parametrize("file", ["go.mod", "go.sum"])
def test_digest_changes_with_a_pin(workshop: Workshop, file: str) -> None:
    before = entries.digest(early(workshop), "1.27.3")
    with (workshop.tools / "core" / file).open("a") as opened:
        opened.write("// changed\n")
    assert entries.digest(early(workshop), "1.27.3") != before


def test_digest_changes_with_our_own_source(workshop: Workshop) -> None:
    tool = early(workshop).model_copy(update={"package": "./early"})
    source = workshop.tools / "core" / "early" / "main.go"
    source.parent.mkdir()
    source.write_text("package main\n")
    before = entries.digest(tool, "1.27.3")
    source.write_text("package main // changed\n")
    assert entries.digest(tool, "1.27.3") != before


def test_digest_stays_when_only_words_about_the_tool_change(workshop: Workshop) -> None:
    tool = early(workshop)
    reworded = tool.model_copy(update={"purpose": "another line", "build_seconds": 1, "accepted": ">=1.0.0,<2.0.0"})
    assert entries.digest(reworded, "1.27.3") == entries.digest(tool, "1.27.3")
