from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolchain import catalog
from toolchain.build import ensure
from toolchain.catalog import GoTool
from toolchain.errors import SlipwayError
from toolchain.places import Places
from toolchain.progress import Silent

if TYPE_CHECKING:
    from tests.unit.toolchain.conftest import Workshop

NAIL = "package nails\r\n\nconst (\n\tmetal = `iron`\n\tlength = 5\n)\n"


@pytest.fixture
def nail(workshop: Workshop) -> Path:
    """A source file of the module example.com/nails, as Go has fetched it."""
    file = workshop.root / "orders" / "nails" / "straight" / "nail.go"
    file.parent.mkdir(parents=True)
    file.write_bytes(NAIL.encode())
    return file


def patch(
    workshop: Workshop,
    *changes: tuple[str, str],
    module: str = "example.com/nails",
    file: str = "straight/nail.go",
) -> None:
    """State patches of `early` in its tool.toml."""
    rows = [
        f"{{ module = '{module}', file = '{file}', find = '{find}', replace = '{text}' }}" for find, text in changes
    ]
    catalogue = workshop.tools / "core" / "tool.toml"
    stated = f'name = "early"\nfrom_path = false\npatches = [{", ".join(rows)}]'
    catalogue.write_text(catalogue.read_text().replace('name = "early"', stated))


def build(workshop: Workshop) -> Path:
    return ensure(["early"], Silent(), places=workshop.places)["early"]


def replaced(workshop: Workshop) -> dict[str, Path]:
    """The folders in which Go was told to look for modules during the build, by module."""
    go_mod = (workshop.root / "orders" / "patched" / "go.mod").read_text()
    return {found[1]: Path(json.loads(found[2])) for found in re.finditer(r"^replace (\S+) => (.+)$", go_mod, re.M)}


def compiled(workshop: Workshop, module: str = "example.com/nails") -> dict[str, str]:
    """What lay in such a folder, by file."""
    seen = workshop.root / "orders" / "patched" / replaced(workshop)[module].name
    files = [file for file in seen.rglob("*") if file.is_file()]
    return {str(file.relative_to(seen)): file.read_bytes().decode() for file in files}


def test_go_compiles_the_module_with_the_patched_text_and_the_fetched_one_stays(workshop: Workshop, nail: Path) -> None:
    (nail.parent / "head.go").write_text("package nails\n")
    patch(workshop, ("`iron`", "`steel`"))
    build(workshop)
    assert compiled(workshop) == {
        "straight/nail.go": NAIL.replace("iron", "steel"),
        "straight/head.go": "package nails\n",
    }
    assert nail.read_bytes().decode() == NAIL


@pytest.mark.usefixtures("nail")
def test_other_modules_are_those_that_the_tool_pins(workshop: Workshop) -> None:
    (workshop.tools / "core" / "go.sum").write_text("example.com/wood v1.0.0 h1:00\n")
    patch(workshop, ("`iron`", "`steel`"))
    build(workshop)
    assert list(replaced(workshop)) == ["example.com/nails"]
    seen = workshop.root / "orders" / "patched"
    assert (seen / "go.mod").read_text().startswith((workshop.tools / "core" / "go.mod").read_text())
    assert (seen / "go.sum").read_text() == "example.com/wood v1.0.0 h1:00\n"


@pytest.mark.usefixtures("nail")
def test_module_is_copied_where_no_link_to_it_can_be_made(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def elsewhere(source: str, copy: str) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("os.link", elsewhere)
    patch(workshop, ("`iron`", "`steel`"))
    build(workshop)
    assert compiled(workshop) == {"straight/nail.go": NAIL.replace("iron", "steel")}


@pytest.mark.usefixtures("nail")
def test_second_patch_of_a_file_is_applied_to_what_the_first_made(workshop: Workshop) -> None:
    patch(workshop, ("`iron`", "`steel`"), ("steel", "brass"), ("length = 5", "length = 7"))
    build(workshop)
    assert compiled(workshop) == {"straight/nail.go": NAIL.replace("iron", "brass").replace("5", "7")}


@pytest.mark.usefixtures("nail")
def test_patched_copies_lie_in_the_unfinished_entry_and_are_gone_from_the_finished_one(workshop: Workshop) -> None:
    patch(workshop, ("`iron`", "`steel`"))
    entry = build(workshop).parent
    copy = replaced(workshop)["example.com/nails"]
    assert copy.is_relative_to(entry.with_name(f".building-{entry.name}"))
    assert workshop.entries("early") == [entry]
    assert sorted(file.name for file in entry.iterdir()) == ["built.json", "early"]


def test_tool_without_patches_is_built_from_its_own_go_mod(workshop: Workshop) -> None:
    build(workshop)
    assert not (workshop.root / "orders" / "patched").exists()
    assert "-modfile" not in workshop.places.log("early").read_text()


@pytest.mark.parametrize(("text", "count"), [("zinc", 0), ("e", 3)])
def test_text_that_is_not_there_exactly_once_is_refused(workshop: Workshop, nail: Path, text: str, count: int) -> None:
    assert nail.read_text().count(text) == count
    patch(workshop, (text, "steel"))
    with pytest.raises(SlipwayError) as raised:
        build(workshop)
    assert str(raised.value) == (
        f"{workshop.tools / 'core' / 'tool.toml'}: tool 'early': key 'patches': '{text}' must be exactly once in"
        f" example.com/nails/straight/nail.go, it is {count} times;"
        " see what the pinned version has there, and mend the patch"
    )
    assert workshop.builds == []
    assert workshop.entries("early") == []


@pytest.mark.usefixtures("nail")
@pytest.mark.parametrize(
    ("module", "file", "sentence"),
    [
        ("example.com/nails", "bent.go", "nails/bent.go cannot be read (No such file or directory)"),
        ("example.com/x", "nail.go", "Go can't tell where example.com/x is (go: module example.com/x: not a known"),
    ],
)
def test_file_that_is_not_to_be_had_is_named_with_the_tool(
    workshop: Workshop, module: str, file: str, sentence: str
) -> None:
    patch(workshop, ("`iron`", "`steel`"), module=module, file=file)
    with pytest.raises(SlipwayError) as raised:
        build(workshop)
    assert str(raised.value).startswith(f"{workshop.tools / 'core' / 'tool.toml'}: tool 'early': key 'patches': ")
    assert sentence in str(raised.value)
    assert workshop.entries("early") == []


def test_committed_argocd_listens_on_loopback_and_is_never_another_build() -> None:
    argocd = catalog.load(Places.here().tools)["argocd"]
    assert isinstance(argocd, GoTool)
    changes = [(row.file, row.find, row.replace) for row in argocd.patches]
    assert ("controller/appcontroller.go", '"0.0.0.0:%d"', '"127.0.0.1:%d"') in changes
    assert not argocd.from_path
