"""Whatever a file holds: documents, findings and what was skipped, or an InputError that says where; nothing else."""

from __future__ import annotations

import json
import pickle
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policies.errors import InputError
from policies.gate.document import Document
from policies.gate.finding import Finding
from policies.gate.loading.limits import DEPTH
from policies.gate.source import Skipped
from tests.unit.policies.loading.reading import items

_WORDS = """
apiVersion: v1|kind: Pod|kind: List|items:|- |---|...|metadata: {name: a}|spec:|  |a: b|&a |*a|<<: *a|!!python/object:x
!!str |!|>-|'|"|{|}|[|]|? |: |, |# c|%TAG ! x|é|1e999|0x|.nan|~
"""
WORDS = [*_WORDS.replace("\n", "|").split("|"), *"\t\r\n\n\n\0\x85\u2028\ufeff|", "9" * 400]
PIECES = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=40).map("".join)

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(10**30), max_value=10**30)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["Pod", "v1", "List", "yes", "08"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["apiVersion", "kind", "metadata", "name", "items", "spec", "generateName"])
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def judged(content: bytes, file: str = "any.yaml") -> None:
    """Read, and check what every engine relies on."""
    try:
        found = items(content, file)
    except InputError as caught:
        error = caught
        found = None
    if found is None:
        assert (error.where or "").startswith(file)
        assert "\n" not in str(error)
        return
    for number, document in enumerate(item for item in found if isinstance(item, Document)):
        assert document.number == number
        assert 1 <= document.line <= len(content) + 1
        assert isinstance(document.value["apiVersion"], str)
        assert isinstance(document.value["kind"], str)
        assert deepest(document.value) <= DEPTH + 1
        # What an engine is sent, and what goes to another process.
        assert json.loads(json.dumps(document.value, allow_nan=False, ensure_ascii=False).encode()) == document.value
        again = pickle.loads(pickle.dumps(document))
        assert again.locate(("spec",)) == document.locate(("spec",))
    assert all(isinstance(item, Document | Finding | Skipped) for item in found)


def deepest(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(deepest, inner), default=0)


@given(PIECES)
@example("apiVersion: v1\nkind: Pod\nmetadata:\n  name: &a a\n  labels: {*a : b}\n")
@example("? apiVersion\n: v1\n? kind\n: Pod\n")
@settings(max_examples=300)
def test_pieces_of_yaml(text: str) -> None:
    judged(text.encode(errors="surrogatepass"))


@given(PIECES)
@settings(max_examples=150)
def test_pieces_of_yaml_in_an_object(text: str) -> None:
    judged(b"apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  " + text.encode(errors="surrogatepass"))


@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    judged(content)


@given(st.binary(max_size=60), st.sampled_from([b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]))
def test_any_bytes_behind_a_byte_order_mark(content: bytes, mark: bytes) -> None:
    judged(mark + content)


@given(PIECES | st.text('{}[]",:\\u0 1eNainft-.', max_size=40).map("{".__add__), st.booleans())
def test_pieces_of_json(text: str, is_yaml: bool) -> None:
    judged(text.encode(errors="surrogatepass"), "any.yaml" if is_yaml else "any.json")


@given(st.lists(VALUES, max_size=3))
def test_any_values(values: list[Any]) -> None:
    text = yaml.safe_dump_all(values, allow_unicode=True)

    judged(text.encode(errors="surrogatepass"))


@given(VALUES)
def test_any_value_as_json(value: Any) -> None:
    judged(json.dumps(value).encode(), "any.json")
