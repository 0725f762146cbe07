from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from components.names import name_within

PART = some.from_regex(r"[a-z]([-a-z0-9]{0,30}[a-z0-9])?", fullmatch=True)


@given(some.integers(16, 64), PART, PART, PART)
def test_a_name_fits_and_keeps_its_beginning(longest: int, stack: str, service: str, need: str) -> None:
    name = name_within(longest, stack, service, need)
    assert len(name) <= longest
    assert name.startswith(stack[: longest - 7].rstrip("-"))
    assert not name.endswith("-")


def test_names_that_differ_past_the_limit_still_differ() -> None:
    assert name_within(20, "slipway-prod", "order-service", "one") != name_within(
        20, "slipway-prod", "order-service", "two"
    )


def test_a_short_name_is_left_as_it_is() -> None:
    assert name_within(63, "slipway-dev", "cart", "orders") == "slipway-dev-cart-orders"
