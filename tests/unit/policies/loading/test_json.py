from __future__ import annotations

import pytest

from policies.errors import InputError
from policies.gate.document import Document, Position
from tests.unit.policies.loading.reading import document, documents, items, skipped

POD = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s"}}'


def test_json_values_one_after_the_other_are_documents() -> None:
    found = documents(POD % "a" + POD % "b" + "\n" + POD % "c", "stream.json")

    assert [(each.value["metadata"]["name"], each.line) for each in found] == [("a", 1), ("b", 1), ("c", 2)]


def test_json_in_a_yaml_file_is_read_as_json() -> None:
    assert document('{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a\\ud83d\\ude00"}}').value[
        "metadata"
    ] == {"name": "a😀"}


def test_flow_mapping_that_is_no_json_is_read_as_yaml() -> None:
    assert document("{apiVersion: v1, kind: Pod, metadata: {name: a}}").value["metadata"]["name"] == "a"


def test_yaml_comment_in_json_is_read_as_kubectl_reads_it() -> None:
    assert document("{\n# why\n" + (POD % "a")[1:], "a.json").value["kind"] == "Pod"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.0", 1),
        ("1e3", 1000),
        ("0.1", 0.1),
        ("18446744073709551615", 18446744073709551615),
        ("9" * 60, float("9" * 60)),
        ('"yes"', "yes"),
        ("null", None),
    ],
)
def test_values_of_json_are_what_kubernetes_takes_them_for(text: str, value: object) -> None:
    found = document(
        f'{{"apiVersion": "v1", "kind": "Pod", "metadata": {{"name": "a"}}, "x": {text}}}', "a.json"
    ).value["x"]

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('{"kind": "Pod", "apiVersion": "v1",\n "a": 1, "a": 2}', ":2:10", "'a'"),
        ('{"kind": "Pod", "apiVersion": "v1", "b": [{"a": 1,\n"\\u0061": 2}]}', ":2:1", "'a'"),
        ('{"kind": "Pod", "apiVersion": "v1", "a": "\\ud800"}', ":1:1", "half a character"),
        ('{"kind": "Pod", "apiVersion": ', ":1:", "no JSON"),
        ('{"kind": "Pod",\n "apiVersion" "v1"}', ":2:", "no JSON"),
        ('{"kind": ' + "[" * 100_000, ":1:", "levels deep"),
        ('{"kind": ' + "[" * 300 + "]" * 300 + "}", ":1:", "levels deep"),
    ],
)
def test_json_that_is_broken_is_an_error_at_its_place(text: str, where: str, what: str) -> None:
    with pytest.raises(InputError) as caught:
        items(text, "a.json")

    assert (caught.value.where or "").startswith("a.json" + where)
    assert what in caught.value.what


def test_editors_json_with_comments_is_no_object() -> None:
    assert skipped('{\n// why\n"strict": true,\n}', "settings.json") == ["not-kubernetes"]


def test_kind_that_is_spelled_by_escapes_is_not_overlooked() -> None:
    # The comma at the end makes it YAML, in which kubectl would read it.
    (pod,) = documents('{"\\u006bind": "Pod", "a\\u0070iVersion": "v1", "metadata": {"name": "a"}, }', "a.json")

    assert pod.value["kind"] == "Pod"


def test_positions_in_json() -> None:
    text = (
        '[1]\n{"kind": "Pod",\n  "apiVersion": "v1", "metadata": {"name": "a"},\n  "spec": {\n'
        '    "containers": [\n      {"name": "x"},\n      {"image": "y"}]}}'
    )
    (found,) = [item for item in items(text, "a.json") if isinstance(item, Document)]

    assert found.line == 2
    assert found.locate(("spec", "containers", 1, "image")) == Position(7, 8)
    assert found.locate(("spec", "containers", 1, "ports")) == Position(7, 7)
    assert found.locate(("metadata", "name")) == Position(3, 36)
    assert found.locate(()) == Position(2, 1)
