"""`platform policy`: what people see of the rules, and a new rule's way from scaffold to finding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cli.schemas import schema_of
from tests.gate.conftest import ROOT

Type = Callable[..., subprocess.CompletedProcess[str]]


def printed(platform: Type, *words: str, status: int = 0) -> dict[str, Any]:
    """Type a `platform policy` command and give the one JSON object that it prints, valid by its schema."""
    done = platform("policy", *words, "--output", "json")
    assert done.returncode == status, done.stderr or done.stdout
    told: dict[str, Any] = json.loads(done.stdout)
    jsonschema.Draft202012Validator(schema_of(f"policy {words[0]}")).validate(told)
    return told


def test_the_list_narrows_by_severity_subject_and_kind(platform: Type) -> None:
    everything = printed(platform, "list")["rules"]
    assert [one["rule"] for one in everything] == sorted(one["rule"] for one in everything)
    assert {one["severity"] for one in printed(platform, "list", "--severity", "high")["rules"]} == {"high", "critical"}
    assert {one["subject"] for one in printed(platform, "list", "--subject", "rbac")["rules"]} == {"rbac"}
    on_pods = {one["rule"] for one in printed(platform, "list", "--kind", "CronJob")["rules"]}
    assert "SLIP-POD-001" in on_pods
    assert not {one["rule"] for one in everything if one["subject"] == "rbac"} & on_pods


def test_an_unknown_subject_is_refused_with_those_there_are(platform: Type) -> None:
    done = platform("policy", "list", "--subject", "pod")
    assert done.returncode == 2
    assert "pods" in done.stderr


@pytest.mark.parametrize(
    ("kind", "said"), [("Deploymet", "did you mean Deployment?"), ("Nope", "no rule names"), ("", "")]
)
def test_a_kind_that_no_rule_names_is_refused_with_the_nearest(platform: Type, kind: str, said: str) -> None:
    done = platform("policy", "list", "--kind", kind)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("word", ["SLIP-POD-001", "slip-pod-001", "pods/privileged", "privileged"])
def test_a_rule_is_found_by_id_and_name_and_shown_with_what_the_gate_says(platform: Type, word: str) -> None:
    told = printed(platform, "show", word)
    assert told["rule"] == "SLIP-POD-001"
    assert "Pod Security Standards, baseline" in {control["standard"] for control in told["controls"]}
    line = told["findings"][0]["line"]
    assert "privileged: true" in told["fails"].splitlines()[line - 1]
    assert "privileged: true" not in told["passes"]


def test_the_failing_line_is_marked_with_what_is_said_of_it(platform: Type) -> None:
    shown = platform("policy", "show", "SLIP-POD-001").stdout.splitlines()
    marked = next(number for number, line in enumerate(shown) if line.startswith(">"))
    assert shown[marked].endswith("privileged: true")
    assert shown[marked + 1].strip().startswith("^ container")
    assert max(map(len, shown)) <= 100


@pytest.mark.parametrize(
    ("word", "engine", "title"),
    [
        ("slip-waiver-002", "gate", "Every waiver matches a finding"),
        ("SLIP-GATE-102", "gate", "An object has a name"),
        ("CKV_DOCKER_3", "checkov", "user"),
    ],
)
def test_what_no_rego_rule_says_is_explained_too(platform: Type, word: str, engine: str, title: str) -> None:
    told = printed(platform, "show", word)
    assert (told["rule"], told["engine"]) == (word.upper(), engine)
    assert title in told["title"]
    assert told["why"]
    assert told["remediation"] in " ".join(platform("policy", "show", word).stdout.split())


def test_a_rule_that_is_not_there_is_refused_with_the_nearest(platform: Type) -> None:
    done = platform("policy", "show", "SLIP-POD-0001")
    assert done.returncode == 2
    assert "SLIP-POD-001" in done.stderr


def test_a_rule_whose_name_is_near_is_named_with_its_subject(platform: Type) -> None:
    assert "did you mean pods/privileged?" in platform("policy", "test", "privilege").stderr


def test_coverage_tells_of_every_control_of_a_standard(platform: Type) -> None:
    told = printed(platform, "coverage", "pss-baseline")["standards"][0]
    assert told["covered"] == len(told["controls"]) == 12
    assert all(control["rules"] for control in told["controls"])


def test_coverage_fails_while_a_control_is_neither_covered_nor_explained(platform: Type, checkout: Path) -> None:
    file = checkout / "policies" / "standards" / "pss-baseline.yaml"
    file.write_text(file.read_text() + "  - {id: pss/baseline/newOne, title: Something new}\n")
    told = printed(platform, "coverage", "pss-baseline", status=1)["standards"][0]
    unread, ours = os.pipe()
    os.close(unread)
    command = [str(Path(sys.prefix, "bin", "platform")), "policy", "coverage", "pss-baseline"]
    cut = subprocess.run(command, cwd=checkout, stdout=ours, stderr=subprocess.PIPE, check=False, timeout=120)
    os.close(ours)
    assert (cut.returncode, cut.stderr) == (1, b"")
    assert told["controls"][-1] == {
        "control": "pss/baseline/newOne",
        "title": "Something new",
        "rules": [],
        "uncovered": None,
    }


def test_docs_are_written_once_and_then_found_current(platform: Type, checkout: Path) -> None:
    assert platform("policy", "docs", "--check").returncode == 1
    assert platform("policy", "docs").returncode == 0
    assert platform("policy", "docs", "--check").returncode == 0
    text = (checkout / "docs" / "reference" / "policies.md").read_text()
    assert '<a id="slip-pod-001"></a>' in text
    for link in ("../../policies/rego/pods/privileged.rego", "../../policies/examples/pods/privileged/fails.yaml"):
        assert f"({link})" in text


def test_the_reference_of_this_checkout_is_current() -> None:
    command = [str(Path(sys.prefix, "bin", "platform")), "policy", "docs", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stderr}; type `platform policy docs`"


def test_a_new_rule_fails_until_it_is_written_and_then_judges(platform: Type, checkout: Path) -> None:
    begun = platform("policy", "new", "pods/terminal")
    assert begun.returncode == 0, begun.stderr
    rule = checkout / "policies" / "rego" / "pods" / "terminal.rego"
    taken = {one["rule"] for one in printed(platform, "list")["rules"] if one["name"] != "terminal"}
    own = next(one["rule"] for one in printed(platform, "list")["rules"] if one["name"] == "terminal")
    assert own not in taken

    first = printed(platform, "test", "pods/terminal", status=1)
    assert [one["test"].rpartition(".")[2] for one in first["failures"]] == ["test_denies_what_is_wrong"]
    assert any("still says UNWRITTEN" in sentence for sentence in first["examples"])
    assert any(f"{own} finds nothing in it" in sentence for sentence in first["examples"])

    written = {
        '# title: "UNWRITTEN: what must hold, in a few words"': "# title: No container has a terminal",
        "UNWRITTEN: why it matters, for somebody whose change is refused.": "A program in a cluster talks to nobody.",
        "UNWRITTEN: how to mend it.": "Leave tty out.",
        "input.spec.terminal_is_wrong # UNWRITTEN: what is wrong": "input.spec.containers[_].tty",
        'sprintf("%s UNWRITTEN: what is wrong, with the value found", [input.kind])': '"has a terminal"',
    }
    text = rule.read_text()
    for before, after in written.items():
        assert before in text
        text = text.replace(before, after)
    rule.write_text(text)
    tests = rule.with_name("terminal_test.rego")
    tests.write_text(tests.read_text().replace('"spec": {}}', '"spec": {"containers": [{"tty": true}]}}'))
    for name, tty in {"fails": "true", "passes": "false"}.items():
        example = checkout / "policies" / "examples" / "pods" / "terminal" / f"{name}.yaml"
        spec = f"spec:\n  containers:\n    - name: app\n      image: registry.example.com/app:1.0.0\n      tty: {tty}\n"
        example.write_text(example.read_text().replace("spec: {}\n", spec))

    done = printed(platform, "test", "pods/terminal", "--coverage")
    assert (done["sound"], done["passed"], done["uncovered"]) == (True, 3, [])
    (checkout / "pod.yaml").write_text((checkout / "policies/examples/pods/terminal/fails.yaml").read_text())
    judged = platform("check", "pod.yaml", "--engine", "opa", "--output", "json")
    assert own in {one["rule"] for one in json.loads(judged.stdout)["findings"]}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pods/privileged"], "pods/privileged is there already"),
        (["pods/fresh", "--id", "SLIP-POD-001"], "SLIP-POD-001 is taken"),
        (["pods/fresh", "--id", "ORDERS-001"], "can't be ours"),
        (["fresh", "--team", "orders", "--id", "SLIP-POD-900"], "can't be a team's"),
        (["fresh"], "has no subject"),
        (["pods/Fresh"], "can't be part of a package's name"),
        (["pods/fresh_test"], "can't be part of a package's name"),
        (["../../etc/fresh"], "can't be part of a package's name"),
        (["fresh", "--team", "../x"], "no team's name"),
    ],
)
def test_a_new_rule_that_cannot_be_is_refused_and_nothing_written(
    platform: Type, checkout: Path, words: list[str], said: str
) -> None:
    before = sorted(checkout.rglob("*"))
    done = platform("policy", "new", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert sorted(checkout.rglob("*")) == before


def test_a_new_rule_of_a_team_gets_the_teams_id_and_package(platform: Type, checkout: Path) -> None:
    assert platform("policy", "new", "replicas", "--team", "order-desk", "--kind", "Deployment").returncode == 0
    told = printed(platform, "list", "--subject", "team_order_desk")["rules"]
    assert [(one["rule"], one["kinds"], one["file"]) for one in told] == [
        ("ORDER-DESK-001", ["Deployment"], "teams/order-desk/policies/replicas.rego")
    ]


def test_tests_name_the_line_that_none_of_them_runs(platform: Type, checkout: Path) -> None:
    rule = checkout / "policies" / "rego" / "pods" / "privileged.rego"
    rule.write_text(rule.read_text() + "\nunused(value) if {\n\tvalue == 1\n}\n")
    told = printed(platform, "test", "privileged", "--coverage", status=1)
    length = len(rule.read_text().splitlines())
    assert told["uncovered"] == [{"file": "policies/rego/pods/privileged.rego", "lines": [length - 2, length - 1]}]


def test_mutants_that_no_test_notices_are_shown_with_their_difference(platform: Type, checkout: Path) -> None:
    tests = checkout / "policies" / "rego" / "pods" / "privileged_test.rego"
    tests.write_text(
        "package slipway.rules.pods.privileged_test\n\nimport data.slipway.rules.pods.privileged\n\n"
        'test_nothing if count(privileged.deny) == 0 with input as {"kind": "Pod"}\n'
    )
    told = printed(platform, "mutants", "privileged", status=1)
    assert told["killed"] < told["tried"]
    assert any("{null, false}" in one["difference"] for one in told["survivors"])
    tests.write_text(tests.read_text().replace("== 0", "== 7"))
    done = platform("policy", "mutants", "privileged")
    assert done.returncode == 2
    assert "fail on the rule as it is" in done.stderr
