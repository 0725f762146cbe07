"""What is kept of a judged input: nothing is lost on the way to the cache and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.gate.document import Document, Position
from policies.gate.engines import Verdict
from policies.gate.entry import Entry, Judgement, Told, container_at, from_bytes, judgement, to_bytes, told
from policies.gate.finding import Finding, Location, Resource, Severity
from policies.gate.judging import unpacked
from policies.gate.projection import projected
from policies.gate.source import Skipped

TEXT = st.text(max_size=20)
FILE = st.text(min_size=1, max_size=9)
MAYBE = st.none() | TEXT
PATH = st.lists(TEXT | st.integers(0, 9), max_size=4).map(tuple)
RESOURCE = st.builds(Resource, MAYBE, MAYBE, MAYBE, MAYBE)
VERDICT = st.builds(
    Verdict, TEXT, st.booleans(), TEXT, PATH, name=MAYBE, skip=MAYBE, skip_line=st.none() | st.integers(1)
)
COUNT = st.integers(1, 10_000)
ENTRY = st.builds(
    Entry,
    st.lists(st.builds(Told, RESOURCE, FILE, MAYBE, MAYBE), max_size=3).map(tuple),
    st.lists(st.builds(Judgement, TEXT, VERDICT, st.integers(-1, 2), COUNT, COUNT, MAYBE), max_size=3).map(tuple),
    st.lists(st.builds(Skipped, FILE, TEXT), max_size=2).map(tuple),
    st.lists(
        st.builds(
            Finding,
            *(TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple), st.sampled_from(Severity), TEXT, TEXT, TEXT, TEXT),
            *(RESOURCE, st.builds(Location, FILE, COUNT, COUNT), PATH, MAYBE),
        ),
        max_size=2,
    ).map(tuple),
)


@given(ENTRY, FILE)
def test_an_entry_survives_being_kept(entry: Entry, file: str) -> None:
    assert from_bytes(to_bytes(entry, file), file) == entry


def test_what_names_the_input_itself_follows_it_when_it_moves() -> None:
    entry = Entry((Told(Resource("v1", "Pod", None, "a"), "old.yaml", None),), (), (Skipped("old.yaml", "x"),))
    moved = from_bytes(to_bytes(entry, "old.yaml"), "new.yaml")
    assert (moved.documents[0].file, moved.skipped[0].file) == ("new.yaml", "new.yaml")


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{}", b'{"d": [[]], "j": [], "s": [], "f": []}'])
def test_what_is_no_entry_is_refused(content: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, IndexError)):
        from_bytes(content, "x.yaml")


SPEC: dict[str, Any] = {"containers": [{"name": "web"}, {"image": "x"}, 5], "initContainers": [{"name": "init"}]}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("spec", "containers", 0), "web"),
        (("spec", "containers", 0, "image"), "web"),
        (("spec", "initContainers", 0, "securityContext", "x"), "init"),
        (("spec", "containers", 1), None),
        (("spec", "containers", 2), None),
        (("spec", "containers", 9), None),
        (("spec", "containers"), None),
        (("spec", "nothing", "containers", 0), None),
        (("spec", 5), None),
        ((), None),
    ],
)
def test_the_container_that_a_path_passes_through(path: tuple[str | int, ...], name: str | None) -> None:
    assert container_at({"spec": SPEC}, path) == name


@pytest.mark.parametrize("value", [{}, {"metadata": 5}, {"metadata": {"name": 5, "labels": []}}, {"kind": []}])
def test_a_document_of_any_shape_is_told(value: dict[str, Any]) -> None:
    assert told(Document(value, "x.yaml")).resource == Resource(None, None, None, None)


def test_a_generated_name_is_a_name() -> None:
    assert told(Document({"metadata": {"generateName": "job-"}}, "x.yaml")).resource.name == "job-"


def test_the_engines_own_line_is_believed() -> None:
    document = Document({}, "x.yaml", locate=lambda _: Position(7, 3))
    assert judgement("opa", Verdict("r", False, "m"), document, 0).line == 7
    assert judgement("opa", Verdict("r", False, "m", line=9), document, 0).line == 9


def test_what_rules_on_sets_see_of_a_document() -> None:
    secret = {"kind": "Secret", "data": {"key": "dmFsdWU="}, "stringData": {"other": "x"}, "status": {"a": 1}}
    assert projected(secret) == {"kind": "Secret", "data": {"key": None}, "stringData": {"other": None}}
    last = "kubectl.kubernetes.io/last-applied-configuration"
    assert projected({"metadata": {"annotations": {last: "{}", "a": "b"}}}) == {"metadata": {"annotations": {"a": "b"}}}
    versions = [{"name": "v1", "schema": {"x": 1}}, 5]
    definition = projected({"kind": "CustomResourceDefinition", "spec": {"versions": versions, "group": "g"}})
    assert definition["spec"]["versions"] == [{"name": "v1"}, 5]
    assert definition["spec"]["group"] == "g"


@given(st.dictionaries(TEXT | st.sampled_from(["data", "spec", "metadata", "kind"]), st.none() | TEXT | st.lists(TEXT)))
def test_a_document_of_any_shape_is_projected(value: dict[str, Any]) -> None:
    json.dumps(projected(value))


@pytest.mark.parametrize("part", [b"", b"x", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_what_is_no_part_is_refused(part: bytes) -> None:
    import zlib

    with pytest.raises((ValueError, zlib.error)):
        unpacked(part)
