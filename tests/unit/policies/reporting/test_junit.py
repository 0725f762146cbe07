"""JUnit's XML as CI systems read it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from policies.gate.finding import Finding, Location, Severity, Undecided
from tests.unit.policies.made import finding, report, written

XSD = Path(__file__).parents[3] / "data/schemas/junit.xsd"


@cache
def schema() -> Any:
    """The schema of Ant's reports."""
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema, of the group dev, is not installed")
    return xmlschema.XMLSchema(str(XSD))


def _suites(*findings: Finding, **changed: Any) -> Any:
    return ElementTree.fromstring(written("junit", report(*findings), **changed))


def test_a_whole_report_is_what_the_schema_says() -> None:
    what = report(
        finding(),
        finding(waived=True, waiver="because"),
        finding(location=Location("other.yaml", 1, 1)),
        undecided=(Undecided("SLIP-A-001", "spec", 2), Undecided("excluded", "x", 1)),
    )
    schema().validate(written("junit", what, status=2, errors=("opa ended",)))
    schema().validate(written("junit", report(), status=0))


def test_a_file_is_a_suite_and_a_rule_and_resource_a_case() -> None:
    suites = _suites(finding(), finding(message="again"), finding(container="other"))
    (suite,) = [suite for suite in suites if suite.get("name") != "slipway"]
    assert suite.get("name") == "apps/cart/prod/deployment.yaml"
    assert [case.get("name") for case in suite.iter("testcase")] == [
        "SLIP-POD-001: Deployment shop/cart, container web",
        "SLIP-POD-001: Deployment shop/cart, container other",
    ]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "2")
    first = suite.find("testcase/failure")
    assert "How to mend it: Take out `privileged: true`." in first.text
    assert first.text.count("apps/cart/prod/deployment.yaml:11:13") == 2


def test_what_is_waived_old_or_too_slight_is_skipped_and_says_why() -> None:
    suites = _suites(
        finding(waived=True, waiver="because", container="a"),
        finding(new=False, container="b"),
        finding(severity=Severity.NOTICE, container="c"),
    )
    said = [skipped.get("message") for skipped in suites.iter("skipped")]
    assert said == ["waived: because", "in the baseline", 'below what fails: container "web" is privileged']
    assert not list(suites.iter("failure"))


def test_a_run_without_findings_is_one_case_that_passed_and_what_failed_the_run_is_an_error() -> None:
    assert len(list(_suites(status=0).iter("testcase"))) == 1
    (error,) = _suites(status=2, errors=("opa ended",)).iter("error")
    assert error.get("message") == "opa ended"
