"""Which documents are judged together."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.gate.entry import Entry, Told
from policies.gate.finding import Resource
from policies.gate.sets import Units, is_whole
from policies.gate.source import Source, SourceKind


def source(file: str, kind: SourceKind = SourceKind.MANIFEST) -> Source:
    return Source(file, kind, Path(file), str(Path(file).parent))


def entry(*names: str, kind: str = "Pod", version: str = "v1", namespace: str | None = None) -> Entry:
    return Entry(tuple(Told(Resource(version, kind, namespace, name), "x.yaml", None) for name in names))


def sets(*files: tuple[str, Entry], partial: dict[str, bool] | None = None) -> list[tuple[str, bool, list[int]]]:
    units = Units()
    for number, (file, held) in enumerate(files):
        units.add(number, source(file), str(number).encode(), held)
    return [(name, whole, [one.number for one in members]) for name, whole, members in units.sets(partial or {})]


def test_what_one_folder_holds_is_one_set() -> None:
    assert sets(("b/1.yaml", entry("a")), ("a/1.yaml", entry("a")), ("b/2.yaml", entry("b"))) == [
        ("a", True, [1]),
        ("b", True, [0, 2]),
    ]


def test_files_that_hold_one_identity_are_alternatives() -> None:
    assert sets(("a/1.yaml", entry("x", "y")), ("a/2.yaml", entry("x"))) == [("a", False, [0]), ("a", False, [1])]


@pytest.mark.parametrize(
    "other",
    [
        entry("x", namespace="shop"),
        entry("x", kind="Service"),
        entry("x", version="apps/v1"),
        entry("y"),
    ],
)
def test_what_differs_in_group_kind_namespace_or_name_is_deployed_together(other: Entry) -> None:
    assert sets(("a/1.yaml", entry("x")), ("a/2.yaml", other)) == [("a", True, [0, 1])]


def test_two_versions_of_one_group_are_one_identity() -> None:
    held = (("a/1.yaml", entry("x", version="apps/v1")), ("a/2.yaml", entry("x", version="apps/v1beta1")))
    assert len(sets(*held)) == 2


def test_one_file_may_say_a_thing_twice() -> None:
    assert sets(("a/1.yaml", entry("x", "x"))) == [("a", True, [0])]


def test_an_input_without_documents_is_in_no_set() -> None:
    assert sets(("a/1.yaml", entry())) == []


def test_a_folder_of_which_only_some_files_were_named_is_not_whole() -> None:
    assert sets(("a/1.yaml", entry("x")), partial={"a": False}) == [("a", False, [0])]


def test_whether_all_of_a_folder_was_named(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yml", "notes.md"):
        (tmp_path / name).write_text("")
    one, two = (source(str(tmp_path / name)) for name in ("one.yaml", "two.yml"))
    assert not is_whole(one, [one])
    assert is_whole(one, [one, two])
    assert is_whole(source(str(tmp_path), SourceKind.CHART), [])
