from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolchain import catalog
from toolchain.build import ensure
from toolchain.catalog import GoTool
from toolchain.entries import META, all_built
from toolchain.errors import SlipwayError
from toolchain.find import Found, find, find_all, linked
from toolchain.progress import Silent

if TYPE_CHECKING:
    from tests.unit.toolchain.conftest import Workshop

WHEEL = """
[[tool]]
name = "wheeled"
purpose = "comes with the virtual environment"
version = "1.2.3"
accepted = ">=1.2.0,<1.3.0"
ask = { argv = ["--version"], pattern = 'version (\\S+)' }
distribution = "wheeled-bin"
order = 3
needed_by = "up"
"""


def found(workshop: Workshop, name: str) -> Found:
    return find(name, workshop.places)


def test_tool_that_is_nowhere_is_not_found(workshop: Workshop) -> None:
    assert found(workshop, "early") == Found(catalog.load(workshop.tools)["early"], None, None, None, ())


def test_tool_on_path_in_range_is_taken(workshop: Workshop) -> None:
    binary = workshop.tells("early", "v1.2.9")
    early = found(workshop, "early")
    assert (early.path, early.version, early.source, early.refused) == (binary, "1.2.9", "path", ())


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("1.1.9", "1.1.9 is too old (>=1.2.0,<1.3.0 is accepted)"),
        ("1.3.0", "1.3.0 is too new (>=1.2.0,<1.3.0 is accepted)"),
        ("unknown", "'early --version' tells no version"),
    ],
)
def test_tool_on_path_out_of_range_is_refused_with_the_reason(workshop: Workshop, version: str, why: str) -> None:
    binary = workshop.tells("early", version)
    early = found(workshop, "early")
    assert early.path is None
    assert [(refusal.path, refusal.why) for refusal in early.refused] == [(binary, why)]


def test_tool_that_is_never_taken_from_path_is_refused_there_and_not_asked(workshop: Workshop) -> None:
    catalogue = workshop.tools / "core" / "tool.toml"
    catalogue.write_text(catalogue.read_text().replace('name = "early"', 'name = "early"\nfrom_path = false'))
    binary = workshop.tells("early", "1.2.3")
    early = found(workshop, "early")
    assert early.path is None
    assert [(refusal.path, refusal.why) for refusal in early.refused] == [
        (binary, "never taken from PATH (from_path = false in tool.toml)")
    ]
    assert workshop.asked("early") == 0
    assert ensure(["early"], Silent(), places=workshop.places)["early"].is_relative_to(workshop.places.cache)


def test_binary_that_does_not_run_is_refused(workshop: Workshop) -> None:
    workshop.put("early", "#!/nowhere/interpreter\n")
    assert [refusal.why for refusal in found(workshop, "early").refused] == ["'early --version' tells no version"]


def test_second_binary_on_path_is_taken_when_the_first_is_too_old(workshop: Workshop) -> None:
    workshop.tells("early", "1.1.0")
    second = workshop.tells("early", "1.2.5", workshop.root / "bin2")
    places = replace(workshop.places, path=(workshop.path, workshop.root / "bin2"))
    early = find("early", places)
    assert early.path == second
    assert [refusal.version for refusal in early.refused] == ["1.1.0"]


def test_version_on_path_is_asked_once_until_the_file_changes(workshop: Workshop) -> None:
    workshop.tells("early", "1.2.5")
    assert found(workshop, "early").version == found(workshop, "early").version == "1.2.5"
    assert workshop.asked("early") == 1
    workshop.tells("early", "1.2.66")
    assert found(workshop, "early").version == "1.2.66"
    assert workshop.asked("early") == 2


def test_corrupt_memory_of_versions_is_as_none(workshop: Workshop) -> None:
    workshop.tells("early", "1.2.5")
    workshop.places.cache.mkdir()
    (workshop.places.cache / "path-versions.json").write_text('{"half')
    assert found(workshop, "early").version == "1.2.5"


def test_built_tool_is_found_in_the_cache(workshop: Workshop) -> None:
    paths = ensure(["early"], Silent(), places=workshop.places)
    early = found(workshop, "early")
    assert (early.path, early.version, early.source) == (paths["early"], "1.2.3", "cache")


def test_entry_of_the_cache_that_is_on_path_is_not_taken_for_the_users(workshop: Workshop) -> None:
    older = workshop.places.cache / "early" / "0123"
    workshop.tells("early", "1.2.0", older)
    assert find("early", replace(workshop.places, path=(older, workshop.path))).path is None


def corrupt_meta(entry: Path) -> None:
    (entry / META).write_text('{"name": "la')


def lost_meta(entry: Path) -> None:
    (entry / META).unlink()


def meta_of_another(entry: Path) -> None:
    (entry / META).write_text((entry / META).read_text().replace('"late"', '"early"'))


def cut_binary(entry: Path) -> None:
    (entry / "late").write_bytes((entry / "late").read_bytes()[:-1])


def lost_binary(entry: Path) -> None:
    (entry / "late").unlink()


def lost_link(entry: Path) -> None:
    (entry / "later").unlink()


@pytest.mark.parametrize("damage", [corrupt_meta, lost_meta, meta_of_another, cut_binary, lost_binary, lost_link])
def test_damaged_entry_is_a_miss_and_is_built_again(workshop: Workshop, damage: object) -> None:
    assert callable(damage)
    binary = ensure(["late"], Silent(), places=workshop.places)["late"]
    damage(binary.parent)
    assert found(workshop, "late").path is None
    assert ensure(["late"], Silent(), places=workshop.places)["late"] == binary
    assert found(workshop, "late").path == binary
    assert len(workshop.builds) == 2


def test_entry_built_by_the_pinned_go_serves_a_shell_with_a_newer_one(workshop: Workshop) -> None:
    binary = ensure(["early"], Silent(), places=workshop.places)["early"]
    workshop.put_go("1.27.9")
    assert found(workshop, "early").path == binary


def test_links_of_a_tool_on_path_start_it(workshop: Workshop) -> None:
    binary = workshop.tells("late", "1.2.3")
    for _ in range(2):
        paths = linked(found(workshop, "late"), workshop.places)
        assert paths["late"] == binary
        assert paths["later"].name == "later"
        assert paths["later"].resolve() == binary
    assert not (workshop.path / "later").exists()


def test_wheels_binary_is_taken_before_path_and_not_asked(workshop: Workshop) -> None:
    with (workshop.tools / "core" / "tool.toml").open("a") as file:
        file.write(WHEEL)
    binary = workshop.tells("wheeled", "1.2.3", workshop.places.scripts)
    workshop.tells("wheeled", "1.2.9")
    wheeled = found(workshop, "wheeled")
    assert (wheeled.path, wheeled.version, wheeled.source) == (binary, "1.2.3", "environment")
    assert workshop.asked("wheeled") == 0


def test_missing_wheel_is_named_with_its_distribution(workshop: Workshop) -> None:
    with (workshop.tools / "core" / "tool.toml").open("a") as file:
        file.write(WHEEL)
    with pytest.raises(SlipwayError, match="wheeled: wheeled-bin is not installed in"):
        ensure(["wheeled"], Silent(), places=workshop.places)


def test_what_is_known_of_builds_is_listed_for_benchmarks(workshop: Workshop) -> None:
    ensure(["early", "late"], Silent(), places=workshop.places)
    tools = {name: tool for name, tool in catalog.load(workshop.tools).items() if isinstance(tool, GoTool)}
    built = all_built(workshop.places, tools)
    assert sorted((entry.name, entry.version, entry.go, entry.packages) for entry in built) == [
        ("early", "1.2.3", "1.27.3", 2),
        ("late", "1.2.3", "1.27.3", 2),
    ]


def test_found_tools_come_in_the_order_of_need(workshop: Workshop) -> None:
    assert [tool.tool.name for tool in find_all(["late", "early"], workshop.places)] == ["early", "late"]
