"""What is written is read back the same by everyone, and pleases the eye."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.render.documents import Document
from delivery.render.yaml_text import yaml_text

# Every character there is but surrogates, the awkward ones often; st.text() would first build its tables of Unicode.
CHARACTERS = st.sampled_from("\"'\\\n\r\t\0\x7f\x85\u2028\ufeff :#-{}[]&*!|>%@`,?=~$01eEx.yn") | st.integers(
    0, 0x10FFFF - 0x800
).map(lambda code: chr(code if code < 0xD800 else code + 0x800))
TEXT = st.lists(CHARACTERS, max_size=8).map("".join)
VALUES = st.recursive(
    st.booleans() | st.integers(-(10**12), 10**12) | TEXT,
    lambda below: st.lists(below, min_size=1, max_size=3) | st.dictionaries(TEXT, below, min_size=1, max_size=3),
    max_leaves=10,
)
DOCUMENTS = st.dictionaries(TEXT, VALUES, min_size=1, max_size=4)


@settings(deadline=None)
@given(DOCUMENTS)
def test_a_yaml_1_1_reader_reads_back_what_was_written(document: Document) -> None:
    assert yaml.load(yaml_text(document), Loader=yaml.CSafeLoader) == document


# Bare, these are numbers, dates or truth values to YAML 1.1, YAML 1.2 or Kubernetes' reader.
# fmt: off
TRAPS = [
    "1", "1.0", "1e3", "1E3", ".5", "5.", "0x1F", "0o17", "017", "0b1", "1_000", "1:30", "2024-01-01",
    "+1", "-1", ".inf", ".nan", "no", "No", "y", "ON", "true", "null", "~",
]
# fmt: on


@pytest.mark.parametrize(
    "text", [*TRAPS, "", " ", "- a", "a: b", "a:", "a #b", "#", "*a", "&a", "!a", "@a", "%", "<<", "="]
)
def test_text_that_some_reader_takes_for_something_else_is_quoted(text: str) -> None:
    assert yaml_text({"key": text}) == f'key: "{text}"\n'


@pytest.mark.parametrize(
    "text", ["order-service", "app.kubernetes.io/name", "/healthz", "ghcr.io/a/b:1.4.2", "100m", "128Mi", "ALL", "v1"]
)
def test_text_that_every_reader_takes_for_text_stays_bare(text: str) -> None:
    assert yaml_text({"key": text}) == f"key: {text}\n"


def test_the_layout_is_two_spaces_a_level_with_lists_under_their_key() -> None:
    document: Document = {
        "spec": {"ports": [{"name": "http", "port": 80}, {"name": "grpc"}], "drop": ["ALL"]},
        "on": True,
    }
    assert yaml_text(document) == (
        'spec:\n  ports:\n    - name: http\n      port: 80\n    - name: grpc\n  drop:\n    - ALL\n"on": true\n'
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\nb", r'"a\nb"'),
        ('say "hi"', r'"say \"hi\""'),
        ("back\\slash", r'"back\\slash"'),
        ("\x00\x1b\x7f\x85", r'"\x00\x1b\x7f\x85"'),
        ("\u2028\ufeff\uffff", r'"\u2028\ufeff\uffff"'),
        ("Grüße 😀", '"Grüße 😀"'),
    ],
)
def test_what_cannot_be_seen_or_breaks_a_line_is_escaped_and_the_rest_is_not(text: str, written: str) -> None:
    assert yaml_text({"key": text}) == f"key: {written}\n"
