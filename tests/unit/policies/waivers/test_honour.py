"""What a ledger hides, and what is said of it."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.gate.finding import Finding, Location, Resource, Severity
from policies.gate.waivers import Ledger, Subject, Waiver, covers, honour
from policies.gate.waivers.as_data import ledger_data
from policies.gate.waivers.match import file_pattern, matches, name_pattern
from tests.unit.policies.made import finding

TODAY = date(2026, 11, 25)


def waiver(resource: str = "Deployment/shop/cart", **changed: Any) -> Waiver:
    """Give a waiver that holds today."""
    fields: dict[str, Any] = {
        "rule": "SLIP-POD-001",
        "resource": Subject.parse(resource),
        "reason": "old image",
        "owner": "shop",
        "created": TODAY - timedelta(days=10),
        "expires": TODAY + timedelta(days=40),
        "line": 7,
    }
    return Waiver(**(fields | changed))


def judged(*waivers: Waiver, findings: tuple[Finding, ...] = (finding(),), **changed: Any) -> tuple[Finding, ...]:
    """Give the findings after a ledger; everything was judged unless said otherwise."""
    ledger = Ledger(tuple(dataclasses.replace(one, number=number) for number, one in enumerate(waivers)))
    return honour(findings, ledger, TODAY, **({"whole": True} | changed))


def said(found: tuple[Finding, ...]) -> list[str]:
    """Give the rules of what is said of the ledger."""
    return [each.rule for each in found if each.engine == "gate"]


def test_a_waiver_hides_its_finding_and_tells_why_who_and_until_when() -> None:
    (one,) = judged(waiver())
    assert one.waived
    assert one.waiver == "old image (shop, until 2027-01-04)"


def test_a_waiver_past_its_date_no_longer_hides_the_finding_and_is_one_itself() -> None:
    one, about = judged(waiver(expires=TODAY - timedelta(days=1)))
    assert not one.waived
    assert (about.rule, about.severity, about.engine) == ("SLIP-WAIVER-001", Severity.MEDIUM, "gate")
    assert about.location == Location("policies/waivers.yaml", 7)
    assert "ended on 2026-11-24" in about.message


def test_a_waiver_holds_on_its_last_day() -> None:
    one, about = judged(waiver(expires=TODAY))
    assert one.waived
    assert (about.rule, about.severity) == ("SLIP-WAIVER-005", Severity.NOTICE)


@pytest.mark.parametrize(("days", "rules"), [(14, ["SLIP-WAIVER-005"]), (15, [])])
def test_a_waiver_that_ends_within_14_days_is_a_notice(days: int, rules: list[str]) -> None:
    assert said(judged(waiver(expires=TODAY + timedelta(days=days)))) == rules


@pytest.mark.parametrize(("days", "rules"), [(90, []), (91, ["SLIP-WAIVER-003"])])
def test_a_waiver_for_more_than_90_days_is_a_finding(days: int, rules: list[str]) -> None:
    created = TODAY - timedelta(days=10)
    assert said(judged(waiver(created=created, expires=created + timedelta(days=days)))) == rules


def test_a_waiver_for_years_hides_nothing_after_90_days() -> None:
    one, *_ = judged(waiver(created=TODAY - timedelta(days=91), expires=date(2030, 1, 1)))
    assert not one.waived


def test_a_waiver_created_in_the_future_hides_nothing_and_is_a_finding() -> None:
    found = judged(waiver(created=TODAY + timedelta(days=1), expires=TODAY + timedelta(days=80)))
    assert not found[0].waived
    assert said(found) == ["SLIP-WAIVER-006"]


def test_a_waiver_without_an_owner_is_a_finding_and_still_hides() -> None:
    found = judged(waiver(owner=None))
    assert found[0].waived
    assert said(found) == ["SLIP-WAIVER-004"]


def test_a_waiver_that_matches_nothing_is_a_finding_only_if_everything_was_judged() -> None:
    unused = waiver("Deployment/shop/other")
    assert said(judged(unused)) == ["SLIP-WAIVER-002"]
    assert said(judged(unused, whole=False)) == []


def test_of_two_waivers_of_one_finding_neither_is_unused_and_the_one_that_holds_hides_it() -> None:
    found = judged(waiver(expires=TODAY - timedelta(days=1)), waiver())
    assert found[0].waived
    assert said(found) == ["SLIP-WAIVER-001"]


def test_a_waiver_of_a_rule_that_there_is_not_is_a_finding() -> None:
    assert said(judged(waiver(), known={"SLIP-POD-001"})) == []
    assert said(judged(waiver(rule="SLIP-POD-01"), known={"SLIP-POD-001"})) == ["SLIP-WAIVER-007"]


def test_the_gates_own_findings_about_waivers_cannot_be_waived() -> None:
    evil = waiver("Waiver/*", rule="SLIP-WAIVER-004")
    mute = waiver(owner=None)
    found = judged(mute, dataclasses.replace(evil, resource=Subject("Waiver", None, "SLIP*")))
    assert not any(each.waived for each in found if each.engine == "gate")


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ({"rule": "SLIP-POD-002"}, False),
        ({"container": "web"}, True),
        ({"container": "sidecar"}, False),
        ({"environment": "prod"}, True),
        ({"environment": "dev"}, False),
        ({"file": "apps/*/prod/*.yaml"}, True),
        ({"file": "apps/*.yaml"}, False),
        ({"file": "apps/**"}, True),
        ({"rule": "CKV_K8S_16"}, True),
        ({"rule": "pss/baseline/privileged"}, False),
    ],
)
def test_a_waiver_is_as_narrow_as_it_says(changed: dict[str, Any], holds: bool) -> None:
    assert judged(waiver(**changed))[0].waived is holds


@pytest.mark.parametrize(
    ("resource", "holds"),
    [
        ("Deployment/shop/cart", True),
        ("Deployment/shop/c*", True),
        ("Deployment/*/cart", True),
        ("*/shop/cart", True),
        ("Deployment/shop/cart2", False),
        ("Deployment/shop/car", False),
        ("deployment/shop/cart", False),
        ("Deployment/cart", False),
        ("Deployment/sho?/cart", True),
        ("Deployment/shop?/cart", False),
    ],
)
def test_a_resource_is_matched_whole(resource: str, holds: bool) -> None:
    assert covers(waiver(resource), finding()) is holds


def test_without_a_namespace_only_a_star_or_none_matches() -> None:
    bare = finding(resource=Resource("apps/v1", "Deployment", None, "cart"))
    assert [covers(waiver(f"Deployment/{name}"), bare) for name in ("cart", "*/cart", "s*/cart")] == [True, True, False]


def test_a_finding_that_both_engines_made_is_waived_by_either_id() -> None:
    both = finding(controls=(), also=("CKV_K8S_17",))
    assert judged(waiver(rule="CKV_K8S_17"), findings=(both,))[0].waived


def test_a_resource_of_a_program_is_matched_by_type_and_name() -> None:
    urn = finding(resource=Resource(None, None, None, "logs", "urn:x", "aws:s3/bucket:Bucket"), container=None)
    assert covers(waiver("aws:s3/bucket:Bucket/logs"), urn)
    assert not covers(waiver("aws:s3/bucket:Bucket/other"), urn)


@given(st.text("ab*?./+$\n", max_size=8), st.text("ab*?./+$\n", max_size=8))
def test_a_pattern_without_wildcards_matches_itself_only(pattern: str, text: str) -> None:
    plain = re.sub(r"[*?]", "", pattern)
    assert matches(name_pattern(plain), text) is (plain == text)
    assert matches(file_pattern(plain), text) is (plain == text)
    assert matches(name_pattern("*" + plain), text) is text.endswith(plain)


@pytest.mark.parametrize(
    ("pattern", "path", "holds"),
    [
        ("**/*.yaml", "a.yaml", True),
        ("**/*.yaml", "a/b/c.yaml", True),
        ("*.yaml", "a/b.yaml", False),
        ("a/**", "a/b/c", True),
        ("a/**", "ab/c", False),
        ("a/?", "a//", False),
    ],
)
def test_a_file_pattern_stays_within_a_folder_unless_it_says_otherwise(pattern: str, path: str, holds: bool) -> None:
    assert matches(file_pattern(pattern), path) is holds


def test_the_ledger_is_data_by_which_another_door_comes_to_the_same() -> None:
    ledger = Ledger((waiver("Deployment/*/c?rt", container="web", file="apps/**"),))
    (one,) = ledger_data(ledger)["waivers"]
    assert one["match"] == {
        "kind": "^(?s:Deployment)$",
        "namespace": "^(?s:.*)$",
        "namespace_optional": True,
        "name": "^(?s:c.rt)$",
    }
    assert (one["from"], one["before"]) == ("2026-11-15T00:00:00Z", "2027-01-05T00:00:00Z")
    assert one["file"] == "^(?s:apps/.*)$"
