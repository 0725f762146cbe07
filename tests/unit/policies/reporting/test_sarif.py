"""SARIF that code scanning takes, and takes for the same alert again."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from policies.gate.finding import Finding, Location, Severity, Undecided
from policies.gate.reporting.sarif import MOST_RESULTS, artifact
from tests.unit.policies.made import finding, report, written

SCHEMA = Path(__file__).parents[3] / "data/schemas/sarif-schema-2.1.0.json"


@cache
def validator() -> Any:
    """The OASIS schema; formats are checked too."""
    return jsonschema.Draft4Validator(
        json.loads(SCHEMA.read_text()), format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    )


def _run(*findings: Finding, **changed: Any) -> Any:
    log = json.loads(written("sarif", report(*findings), **changed))
    validator().validate(log)
    return log["runs"][0]


def test_a_whole_report_is_what_the_oasis_schema_says() -> None:
    what = report(
        finding(),
        finding(waived=True, waiver="because"),
        finding(new=False, severity=Severity.NOTICE),
        finding(container=None, why="", remediation="", title="", controls=()),
        undecided=(Undecided("SLIP-A-001", "spec", 2), Undecided("excluded", "x", 1)),
    )
    validator().validate(json.loads(written("sarif", what, status=2, errors=("opa ended",))))


def test_an_empty_report_is_valid_too_and_closes_alerts() -> None:
    assert _run(status=0)["results"] == []


def test_a_result_is_at_its_place_in_the_repository_with_its_line() -> None:
    (result,) = _run(finding())["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "apps/cart/prod/deployment.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 11, "startColumn": 13, "snippet": {"text": "            privileged: true"}},
    }


def test_a_rule_is_told_once_with_its_help_and_its_severity_in_githubs_bands() -> None:
    run = _run(finding(), finding(location=Location("b.yaml", 1, 1)))
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "SLIP-POD-001"
    assert float(rule["properties"]["security-severity"]) > 9
    assert "Take out `privileged: true`." in rule["help"]["markdown"]
    assert {"security", "pss/baseline/privileged"} <= set(rule["properties"]["tags"])
    assert [result["ruleIndex"] for result in run["results"]] == [0, 0]


def test_fingerprints_stay_when_lines_move_and_values_change_and_tell_findings_apart() -> None:
    first = _run(finding(), finding(container="other"))["results"]
    moved = _run(
        finding(location=Location("apps/cart/prod/deployment.yaml", 99, 3), message="says it otherwise"),
        finding(container="other"),
    )["results"]
    marks = [[result["partialFingerprints"] for result in results] for results in (first, moved)]
    assert marks[0] == marks[1]
    assert marks[0][0] != marks[0][1]


def test_two_findings_alike_have_fingerprints_of_their_own() -> None:
    marks = [result["partialFingerprints"]["slipway/v1"] for result in _run(finding(), finding())["results"]]
    assert len(set(marks)) == 2


def test_a_waived_finding_is_suppressed_with_its_reason() -> None:
    (result,) = _run(finding(waived=True, waiver="old image"))["results"]
    assert result["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "old image"}]


def test_the_baseline_is_told_only_if_there_was_one() -> None:
    assert "baselineState" not in _run(finding())["results"][0]
    states = [result["baselineState"] for result in _run(finding(), finding(new=False))["results"]]
    assert states == ["new", "unchanged"]


def test_what_is_unknown_or_failed_is_in_the_invocation() -> None:
    what = report(undecided=(Undecided("SLIP-A-001", "spec.x", 2),))
    log = json.loads(written("sarif", what, status=2, errors=("opa ended",)))
    (invocation,) = log["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 2
    texts = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert texts == ["opa ended", "2 × SLIP-A-001: spec.x"]


def test_names_of_files_are_escaped_and_cannot_lead_elsewhere() -> None:
    assert artifact("a b/%41:c#d?.yaml")["uri"] == "a%20b/%2541%3Ac%23d%3F.yaml"
    assert artifact("/etc/x.yaml") == {"uri": "file:///etc/x.yaml"}


def test_a_secret_is_not_in_the_snippet() -> None:
    assert "true" not in json.dumps(_run(finding(rule="CKV_SECRET_6"))["results"][0]["locations"])


def test_beyond_what_github_takes_the_least_severe_are_left_out_and_counted() -> None:
    slight = finding(severity=Severity.LOW, rule="SLIP-Z-001")
    findings = [slight] * MOST_RESULTS + [finding()] * 5
    log = json.loads(written("sarif", report(*findings)))
    (run,) = log["runs"]
    assert len(run["results"]) == MOST_RESULTS
    assert sum(result["ruleId"] == "SLIP-POD-001" for result in run["results"]) == 5
    assert "5 findings are left out" in json.dumps(run["invocations"])


def test_a_message_holds_no_link() -> None:
    (result,) = _run(dataclasses.replace(finding(), message="see [here](https://evil.example)"))["results"]
    assert "](" not in result["message"]["text"]


def test_for_code_scanning_what_is_waived_or_old_is_left_out_since_it_would_be_an_alert() -> None:
    what = report(finding(), finding(waived=True), finding(new=False))
    log = json.loads(written("code-scanning", what))
    validator().validate(log)
    assert len(log["runs"][0]["results"]) == 1
