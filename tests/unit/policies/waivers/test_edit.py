"""A waiver is added to the ledger's text, and nothing else of it changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.errors import WaiverError
from policies.gate.waivers import Subject, Waiver, parse_ledger
from policies.gate.waivers.edit import HEADER, parse_expiry, parse_resource, with_waiver
from tests.unit.policies.waivers.test_honour import TODAY, waiver
from tests.unit.policies.waivers.test_ledger import WHOLE

ITEM = """\
  - rule: SLIP-POD-001
    resource: Deployment/shop/cart
    reason: old image
    owner: shop
    created: 2026-11-15
    expires: 2027-01-04
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", HEADER + "waivers:\n" + ITEM),
        ("# mine\n", "# mine\nwaivers:\n" + ITEM),
        ("waivers: []  # none\n# end\n", "waivers:  # none\n" + ITEM + "# end\n"),
        ("waivers:\n", "waivers:\n" + ITEM),
        ("waivers:", "waivers:\n" + ITEM),
        ("waivers: null\n", "waivers:\n" + ITEM),
        ("waivers: # to come\n", "waivers: # to come\n" + ITEM),
        (WHOLE, WHOLE + ITEM),
        (WHOLE + "\n# the end\n", WHOLE + ITEM + "\n# the end\n"),
        (WHOLE.rstrip("\n"), WHOLE + ITEM),
    ],
)
def test_it_goes_to_the_end_and_all_else_stays(before: str, after: str) -> None:
    assert with_waiver(before, waiver(), "waivers.yaml") == after


def test_it_takes_the_indentation_that_the_others_have() -> None:
    flush = "waivers:\n- rule: A\n  resource: Pod/a/b\n  reason: r\n  created: 2026-01-01\n  expires: 2026-01-02\n"
    after = with_waiver(flush, waiver(), "waivers.yaml")
    assert after.startswith(flush + "- rule: SLIP-POD-001\n  resource: ")


def test_it_goes_behind_a_last_value_of_several_lines() -> None:
    text = (
        "waivers:\n  - rule: A\n    resource: Pod/a/b\n    created: 2026-01-01\n    expires: 2026-01-02\n"
        "    reason: |\n      one\n      two\n# end\n"
    )
    assert with_waiver(text, waiver(), "w").endswith("      two\n" + ITEM + "# end\n")


def test_a_ledger_in_brackets_is_left_to_a_person() -> None:
    text = "waivers: [{rule: A, resource: Pod/a/b, reason: r, created: 2026-01-01, expires: 2026-01-02}]\n"
    with pytest.raises(WaiverError, match=r"w:1: waivers is written as \["):
        with_waiver(text, waiver(), "w")


def test_what_is_waived_already_is_refused_with_its_line() -> None:
    with pytest.raises(WaiverError, match=r"w:4: SLIP-POD-001 is already waived .* until 2027-01-04"):
        with_waiver(with_waiver("", waiver(), "w"), waiver(reason="another", expires=TODAY), "w")
    assert with_waiver(with_waiver("", waiver(), "w"), waiver(container="web"), "w")


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).map(lambda text: " ".join(text.split()))


@given(words.filter(bool), words.filter(bool), words.filter(bool))
def test_any_words_are_read_back_as_they_were_said(reason: str, owner: str, container: str) -> None:
    said = waiver(reason=reason, owner=owner, container=container)
    text = with_waiver(WHOLE, said, "w")
    assert text.startswith(WHOLE)
    assert parse_ledger(text).waivers[-1] == said


@pytest.mark.parametrize(
    ("text", "subject", "container"),
    [
        ("Deployment/shop/cart", Subject("Deployment", "shop", "cart"), None),
        ("Deployment/shop/cart:web", Subject("Deployment", "shop", "cart"), "web"),
        ("ClusterRole/system:admin", Subject("ClusterRole", None, "system:admin"), None),
        ("aws:s3/bucket:Bucket/logs", Subject("aws:s3/bucket:Bucket", None, "logs"), None),
        ("Dockerfile/src/Dockerfile", Subject("Dockerfile", None, "src/Dockerfile"), None),
    ],
)
def test_a_resource_is_read_as_people_type_it(text: str, subject: Subject, container: str | None) -> None:
    assert parse_resource(text) == (subject, container)


@pytest.mark.parametrize("text", ["cart", "Deployment/", "/shop/cart", "a/b/c/d", "Deployment/*/*", ""])
def test_what_is_no_resource_is_refused(text: str) -> None:
    with pytest.raises(WaiverError):
        parse_resource(text)


def test_an_end_is_a_date_or_days_up_to_ninety() -> None:
    assert parse_expiry("90d", TODAY) == TODAY + timedelta(days=90)
    assert parse_expiry("2026-12-01", TODAY) == date(2026, 12, 1)
    assert parse_expiry("0d", TODAY) == TODAY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("91d", "is 91 days away"),
        ("2027-03-01", "is 96 days away"),
        ("2026-11-24", "has passed"),
        ("never", "is no date"),
        ("-1d", "is no date"),
        ("99999999999d", "is no date"),
        ("20261201", "is no date"),
    ],
)
def test_another_end_is_refused_with_what_would_do(text: str, said: str) -> None:
    with pytest.raises(WaiverError, match=said) as raised:
        parse_expiry(text, TODAY)
    assert "2027-02-23" in str(raised.value)


def test_a_waiver_that_would_not_be_read_back_is_never_written() -> None:
    with pytest.raises(WaiverError):
        with_waiver("", Waiver("A", Subject("*", "*", "*"), "r", "o", TODAY, TODAY), "w")
