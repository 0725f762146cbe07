from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from toolchain import catalog, entries
from toolchain.catalog import GoTool, Patch
from toolchain.places import go_target

if TYPE_CHECKING:
    from tests.unit.toolchain.conftest import Workshop


def early(workshop: Workshop) -> GoTool:
    tool = catalog.load(workshop.tools)["early"]
    assert isinstance(tool, GoTool)
    return tool


@pytest.mark.parametrize(
    "change",
    [
        {"version": "1.2.4"},
        {"ldflags": "-w"},
        {"gcflags": "all=-l"},
        {"package": "example.com/other"},
        {"tags": ("aws",)},
    ],
)
def test_digest_changes_with_what_makes_another_binary(workshop: Workshop, change: dict[str, Any]) -> None:
    tool = early(workshop)
    assert entries.digest(tool.model_copy(update=change), "1.27.3") != entries.digest(tool, "1.27.3")


def test_digest_changes_with_the_version_of_go(workshop: Workshop) -> None:
    assert entries.digest(early(workshop), "1.27.3") != entries.digest(early(workshop), "1.27.4")


def test_digest_changes_with_each_word_of_a_patch(workshop: Workshop) -> None:
    words = {"module": "example.com/nails", "file": "nail.go", "find": "iron", "replace": "steel"}
    rows = [words, *({**words, key: f"other{word}"} for key, word in words.items())]
    tools = [early(workshop).model_copy(update={"patches": (Patch(**row),)}) for row in rows]
    assert len({entries.digest(tool, "1.27.3") for tool in [early(workshop), *tools]}) == 6


def test_digest_of_a_tool_without_patches_is_that_of_entries_made_before_there_were_any(workshop: Workshop) -> None:
    tool = early(workshop)
    made_from = (tool.name, tool.version, tool.package, tool.ldflags, tool.gcflags, (), "1.27.3", go_target())
    go_mod = (tool.module / "go.mod").read_text()
    content = json.dumps(made_from) + f"go.mod {len(go_mod)}\n{go_mod}" + "go.sum 0\n"
    assert entries.digest(tool, "1.27.3") == hashlib.sha256(content.encode()).hexdigest()[:20]


@pytest.mark.parametrize("file", ["go.mod", "go.sum"])
def test_digest_changes_with_a_pin(workshop: Workshop, file: str) -> None:
    before = entries.digest(early(workshop), "1.27.3")
    with (workshop.tools / "core" / file).open("a") as opened:
        opened.write("// changed\n")
    assert entries.digest(early(workshop), "1.27.3") != before


def test_digest_changes_with_a_module_of_ours_that_stands_in_for_another(workshop: Workshop) -> None:
    module = workshop.tools / "core" / "stand-in"
    (module / "names").mkdir(parents=True)
    digests = {entries.digest(early(workshop), "1.27.3")}
    for file, content in (("go.mod", "module example.com/names\n"), ("names/names.go", "package names\n")):
        (module / file).write_text(content)
        digests.add(entries.digest(early(workshop), "1.27.3"))
    assert len(digests) == 3


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
