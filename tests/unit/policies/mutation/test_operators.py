"""What each operator makes of a rule: from the syntax trees that OPA gave of the same texts, so no OPA is needed."""

from __future__ import annotations

import json
from itertools import accumulate
from pathlib import Path

import pytest

from policies.mutation.mutants import Subject, difference, mutated, sample
from policies.mutation.operators import OPERATORS, edits
from policies.mutation.syntax import Source

DATA = Path(__file__).parents[3] / "data" / "mutation"
"""A rule, and what `opa parse --format json --json-include locations,-comments` says of it."""


@pytest.fixture(scope="module")
def source() -> Source:
    text = (DATA / "toys.rego").read_text()
    starts = accumulate((len(line) + 1 for line in text.split("\n")), initial=0)
    return Source(text, json.loads((DATA / "toys.json").read_text()), tuple(starts))


def made(source: Source, operator: str) -> set[tuple[str, str]]:
    """Give what an operator changes: what stood there and what stands there then."""
    return {(source.text[one.span.start : one.span.end], one.replacement) for one in OPERATORS[operator](source)}


def test_a_condition_is_negated_and_a_negated_one_is_not(source: Source) -> None:
    found = made(source, "negate a condition")
    assert ("toy.weight > 3", "not toy.weight > 3") in found
    assert ("not safe(toy)", "safe(toy)") in found
    assert not {before for before, _ in found if before.startswith(("some ", "message :="))}


def test_a_condition_is_dropped_but_not_one_that_gives_a_variable_its_value(source: Source) -> None:
    found = made(source, "drop a condition")
    assert ("toy.weight > 3", "true") in found
    assert not {before for before, _ in found if before.startswith(("some ", "message :="))}


def test_comparisons_numbers_texts_and_booleans_become_others(source: Source) -> None:
    assert made(source, "change a comparison") == {(">", ">="), ("==", "!="), ("!=", "==")}
    assert ("3", "4") in made(source, "change a number")
    assert ("true", "false") in made(source, "change a boolean")
    assert {('"wood"', '"wood~"'), ('"ä"', '"ä~"')} <= made(source, "change a string")


def test_the_words_of_messages_and_the_keys_of_findings_stay(source: Source) -> None:
    strings = {before for before, _ in made(source, "change a string")}
    assert '"spec"' in strings, "a finding's path is part of the verdict"
    assert not strings & {'"msg"', '"path"', '"%s is heavy"'}
    assert all("msg" not in before for before, _ in made(source, "drop a member"))


def test_a_member_of_a_set_is_dropped_and_of_the_last_one_an_empty_set_is_left(source: Source) -> None:
    found = made(source, "drop a member")
    assert {('{"wood", "ä"}', '{"ä"}'), ('{"wood", "ä"}', '{"wood"}'), ('{"sold"}', "set()")} <= found


def test_one_of_several_rules_and_an_else_are_dropped(source: Source) -> None:
    assert {before.split()[0] for before, _ in made(source, "drop a rule")} == {"deny"}
    assert {after for _, after in made(source, "drop an else")} == {""}


def test_every_edit_changes_the_text_and_is_made_once(source: Source) -> None:
    texts = [source.text[: one.span.start] + one.replacement + source.text[one.span.end :] for _, one in edits(source)]
    assert source.text not in texts
    assert len({(name, one) for name, one in edits(source)}) == len(texts)


def test_a_mutant_tells_the_line_and_the_difference(source: Source) -> None:
    subject = Subject("slipway.rules.toys.heavy", DATA / "toys.rego", DATA / "toys_test.rego")
    mutant = next(one for one in mutated(subject, source) if one.operator == "change a number" and "> 4" in one.text)
    line = source.text.splitlines().index("\ttoy.weight > 3") + 1
    assert mutant.line == line
    assert difference(mutant, source.text).splitlines() == [
        f"@@ -{line} +{line} @@",
        "-\ttoy.weight > 3",
        "+\ttoy.weight > 4",
    ]


def test_a_sample_is_the_same_for_the_same_seed_and_in_the_order_given(source: Source) -> None:
    subject = Subject("x", DATA / "toys.rego", DATA / "toys_test.rego")
    mutants = mutated(subject, source)
    first = sample(mutants, 5, 7)
    assert first == sample(mutants, 5, 7)
    assert list(first) == [one for one in mutants if one in first]
    assert len(first) == 5
    assert sample(mutants, 10_000, 7) == sample(mutants, None, 7) == mutants
