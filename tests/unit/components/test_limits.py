from __future__ import annotations

from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from components.limits import ADDED_BY_PULUMI, LONGEST_CLUSTER_NAME, LONGEST_NODE_GROUP_NAME, check_names, check_tag

LONGEST = "c" * LONGEST_CLUSTER_NAME
ROOM = LONGEST_NODE_GROUP_NAME - ADDED_BY_PULUMI - len(f"{LONGEST}-")


def _context(caught: pytest.ExceptionInfo[PydanticCustomError]) -> dict[str, Any]:
    assert caught.value.context is not None
    return caught.value.context


def test_names_that_just_fit_are_taken() -> None:
    check_names(LONGEST, ["general", "p" * ROOM])


def test_a_cluster_whose_name_leaves_no_room_for_what_is_built_on_it_is_refused() -> None:
    with pytest.raises(PydanticCustomError, match="has 34 characters") as caught:
        check_names(f"{LONGEST}c", [])
    assert _context(caught)["at"] == ("slipway:cluster", "name")


def test_a_pool_whose_node_group_would_have_too_long_a_name_is_refused() -> None:
    with pytest.raises(PydanticCustomError, match=f"has room for {ROOM}") as caught:
        check_names(LONGEST, ["general", "p" * (ROOM + 1)])
    assert _context(caught)["at"] == ("slipway:pools", 1, "name")


@pytest.mark.parametrize(
    ("key", "value"),
    [("owner", "platform"), ("slipway.dev/owner", "team: a+b=c @ eu_west-1"), ("k" * 128, "v" * 256), ("empty", "")],
)
def test_tags_that_aws_takes_are_taken(key: str, value: str) -> None:
    check_tag(key, value)


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("aws:owner", "x", "are AWS's"),
        ("AWS:owner", "x", "are AWS's"),
        ("", "x", "the key has 0 characters"),
        ("k" * 129, "x", "the key has 129 characters"),
        ("owner", "v" * 257, "the value has 257 characters"),
        ("owner", "a, b", "letters, digits, spaces"),
        ("own*er", "a", "letters, digits, spaces"),
    ],
)
def test_tags_that_aws_would_refuse_are_refused(key: str, value: str, what: str) -> None:
    with pytest.raises(PydanticCustomError, match=what) as caught:
        check_tag(key, value)
    assert _context(caught)["at"] == (key,)
