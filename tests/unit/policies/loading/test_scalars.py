from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.gate.loading.scalars import resolved
from tests.unit.policies.loading.reading import document
from tests.unit.policies.loading.scalars import KEYS, SCALARS

OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
BLOCK_ENTRY = "-"
"""At its place a plain one begins a sequence."""


@pytest.mark.parametrize(("text", "value"), [row for row in SCALARS if row[0] != BLOCK_ENTRY])
def test_plain_scalar_means_what_kubernetes_takes_it_for(text: str, value: object) -> None:
    found = document(f"{OBJECT}b: {text}\n").value["b"]

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("text", "value"), KEYS)
def test_key_is_the_text_that_json_has_for_it(text: str, value: str) -> None:
    assert document(f"{OBJECT}data:\n  {text}: x\n").value["data"] == {value: "x"}


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_quoted_scalar_is_text(text: str, value: object) -> None:
    assert document(f"{OBJECT}b: '{text}'\n").value["b"] == text


@given(st.text(st.sampled_from("0123456789+-._eExXoObBnaiftyurls:TZ ")))
def test_no_text_of_the_letters_of_numbers_stops_the_resolver(text: str) -> None:
    assert isinstance(resolved(text), str | int | float | bool | None)


@given(st.integers(min_value=-(1 << 80), max_value=1 << 80))
def test_integer_of_64_bits_is_kept_and_a_larger_one_becomes_a_float(number: int) -> None:
    found = resolved(str(number))

    if -(1 << 63) <= number < 1 << 64:
        assert found == number
    else:
        assert found == float(number)


@pytest.mark.parametrize("digits", [400, 5000])
def test_number_that_no_float_holds_stays_text(digits: int) -> None:
    assert resolved("9" * digits) == "9" * digits
