"""What a property's state is, between the program's words and AWS's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.providers.aws.difference import same
from sandbox.providers.aws.state import declared_as, merged

scalars = st.booleans() | st.integers() | st.text(max_size=5)
objects = st.dictionaries(st.sampled_from("abc"), scalars, max_size=3)


@pytest.mark.parametrize(
    ("declared", "live", "state"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "c": 3}, {"a": 1, "b": 2, "c": 3}),
        ({"a": 1}, {"a": 2}, {"a": 2}),
        ("8", 8, "8"),
        (["a", "b"], ["b", "a"], ["a", "b"]),
        (["a"], ["b"], ["b"]),
        ('{"x": ["y"]}', '{"x":"y"}', '{"x": ["y"]}'),
    ],
)
def test_the_state_is_what_aws_says_in_the_words_of_the_program(declared: Any, live: Any, state: Any) -> None:
    assert merged(declared, live) == state


@pytest.mark.parametrize(
    ("declared", "live", "recorded"),
    [
        ({"a": 1}, {"a": 1, "more": 2}, {"a": 1}),
        ({"a": 1, "b": 1}, {"a": 2, "b": 1, "more": 2}, {"a": 2, "b": 1}),
        (["a"], ["a", "b"], ["a", "b"]),
        (True, False, False),
    ],
)
def test_a_refresh_records_drift_and_not_what_aws_says_besides(declared: Any, live: Any, recorded: Any) -> None:
    assert declared_as(declared, live) == recorded


@given(objects, objects)
def test_tags_are_compared_whole(declared: dict[str, Any], live: dict[str, Any]) -> None:
    assert declared_as(declared, live, partial=False) == (declared if same(declared, live) else live)


@given(st.lists(scalars | objects, max_size=4), st.randoms())
def test_a_list_in_any_order_is_the_same_list_unless_its_order_counts(items: list[Any], random: Any) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    assert same(items, shuffled)
    assert same(items, items, ordered=True)
    if [repr(item) for item in shuffled] != [repr(item) for item in items]:
        assert not same([repr(item) for item in items], [repr(item) for item in shuffled], ordered=True)
