"""`locate(path)` points at the text of what the path names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policies.gate.document import Document, Position
from policies.gate.loading import load
from policies.gate.source import Source, SourceKind
from tests.unit.policies.loading.reading import document, documents

# Neither n nor y, alone or in no and on: PyYAML writes them without quotes, Kubernetes takes them for booleans.
NAMES = st.text("abcdefghijklm", min_size=1, max_size=6)
LEAVES = (
    st.integers(0, 99) | NAMES | st.booleans() | st.none() | st.sampled_from(["two\nlines\n", "a: b", "- c", "é x"])
)
TREES: st.SearchStrategy[Any] = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=25
)
STYLES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "indent": st.sampled_from([2, 4]),
        "width": st.just(40),
    }
)


def paths(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield above
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from paths(inner, (*above, step))


def check(text: str, found: Document) -> None:
    lines = text.splitlines()
    for path in paths(found.value):
        line, column = found.locate(path)
        rest = lines[line - 1][column - 1 :]
        if path and isinstance(path[-1], str):
            assert rest.lstrip("\"'").startswith(path[-1]), (path, rest)
        missing = found.locate((*path, "is-not-there"))
        assert missing == (line, column)


@given(st.lists(TREES, min_size=1, max_size=3), STYLES)
def test_path_of_yaml(values: list[Any], style: dict[str, Any]) -> None:
    objects = [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": value} for value in values]
    text = "# head\n---\n" + yaml.safe_dump_all(objects, allow_unicode=True, sort_keys=False, **style)

    found = documents(text)

    assert [each.value for each in found] == objects
    for each in found:
        check(text, each)


@given(st.lists(TREES, min_size=1, max_size=3), st.sampled_from([None, 1, 2]))
def test_path_of_json(values: list[Any], indent: int | None) -> None:
    objects = [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": value} for value in values]
    text = "\n".join(json.dumps(each, indent=indent, ensure_ascii=False) for each in objects)

    found = documents(text, "a.json")

    assert [each.value for each in found] == objects
    for each in found:
        check(text, each)


TEXT = """\
apiVersion: v1
kind: Pod
metadata:
  name: a
x-defaults: &defaults
  privileged: true
  more: {a: 1}
spec:
  containers:
  - name: one
    securityContext: *defaults
  -   name: two
      securityContext:
        <<: *defaults
        more: {b: 2}
  80: x
"""


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("metadata", "name"), 4, 3),
        (("metadata", "namespace"), 3, 1),
        (("spec", "containers", 0), 10, 5),
        (("spec", "containers", 1), 12, 7),
        (("spec", "containers", 1, "name"), 12, 7),
        (("spec", "containers", 2, "name"), 9, 3),
        (("spec", "containers", 0, "securityContext"), 11, 5),
        (("spec", "containers", 0, "securityContext", "privileged"), 6, 3),
        (("spec", "containers", 1, "securityContext", "privileged"), 6, 3),
        (("spec", "containers", 1, "securityContext", "more"), 15, 9),
        (("spec", "containers", "x"), 9, 3),
        (("spec", "80"), 16, 3),
    ],
)
def test_position_of_a_path(path: tuple[str | int, ...], line: int, column: int) -> None:
    assert document(TEXT).locate(path) == Position(line, column)


def test_position_is_looked_up_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("# x\n---\n" + TEXT)
    (found,) = load(Source("a.yaml", SourceKind.MANIFEST, file, "."))
    assert isinstance(found, Document)

    assert found.locate(("spec",)) == Position(10, 1)


def test_position_in_a_file_that_is_gone_is_the_documents_line(tmp_path: Path) -> None:
    file = tmp_path / "b.yaml"
    file.write_text("# x\n---\n" + TEXT)
    (found,) = load(Source("b.yaml", SourceKind.MANIFEST, file, "."))
    assert isinstance(found, Document)
    file.unlink()

    assert found.locate(("spec",)) == Position(2, 1)
