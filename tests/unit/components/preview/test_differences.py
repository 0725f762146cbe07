from __future__ import annotations

import pytest

from components.engine import Change
from components.preview.differences import MISSING, Difference, differences_of, step_of, value_at

URN = "urn:pulumi:prod::slipway::slipway:nodes:NodePools$aws:eks/nodeGroup:NodeGroup::general"
STACK = "urn:pulumi:prod::slipway::pulumi:pulumi:Stack::slipway-prod"


def test_the_three_steps_of_a_replacement_are_one_difference() -> None:
    steps = [
        Change(
            "create-replacement", URN, "urn:p", ("amiType",), ("amiType",), False, {"amiType": "A"}, {"amiType": "B"}
        ),
        Change("replace", URN, "urn:p", ("amiType",), ("amiType",)),
        Change("delete-replaced", URN, "urn:p", protect=True),
    ]
    (made,) = differences_of(steps)
    assert (made.kind, made.causes, made.protect) == ("replace", ("amiType",), True)
    assert (made.old, made.new) == ({"amiType": "A"}, {"amiType": "B"})


def test_the_stack_itself_is_no_difference_and_what_is_read_stays_the_same() -> None:
    assert differences_of([Change("update", STACK)]) == []
    assert [one.kind for one in differences_of([Change("read", URN)])] == ["same"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b", 1),
        ("list[1].x", 2),
        ('tags["slipway.dev/stack"]', "prod"),
        ("a.c", MISSING),
        ("list[7]", MISSING),
        ("a.b.c", MISSING),
    ],
)
def test_a_property_path_leads_to_its_value(path: str, value: object) -> None:
    inputs = {"a": {"b": 1}, "list": [{}, {"x": 2}], "tags": {"slipway.dev/stack": "prod"}}
    assert value_at(inputs, path) == value


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({"version": "1.35"}, {"version": "1.36"}, "version 1.35 → 1.36"),
        ({}, {"version": "1.36"}, "version (none) → 1.36"),
        ({"version": 3.0}, {"version": False}, "version 3 → false"),
        ({"version": "x" * 40}, {"version": "y"}, "version"),
        ({"version": {"a": 1}}, {"version": {"a": 2}}, "version"),
    ],
)
def test_a_step_shows_short_values_and_leaves_long_ones_out(
    old: dict[str, object], new: dict[str, object], said: str
) -> None:
    assert step_of(Difference("update", URN, "t", "n", old=old, new=new), "version") == said
