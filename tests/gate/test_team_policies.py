"""A team's own rules: judged on what is that team's, listed, shown, tested, documented like ours, never above ours."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import yaml

from tests.gate.conftest import ROOT

Type = Callable[..., subprocess.CompletedProcess[str]]

SAMPLE = ROOT / "tests" / "data" / "teams"

DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "cart", "namespace": "production"},
    "spec": {"replicas": 1, "template": {"spec": {"containers": [{"name": "cart", "image": "cart:1", "tty": True}]}}},
}


@pytest.fixture
def checkout(checkout: Path) -> Path:
    """A checkout with a rule of team orders, and a service of it and one of another team."""
    shutil.copytree(SAMPLE, checkout / "teams")
    for service, team in {"order-service": "orders", "cart": "shop"}.items():
        folder = checkout / "apps" / service / "prod"
        folder.mkdir(parents=True)
        (folder.parent / "service.yaml").write_text(f"apiVersion: slipway/v1\nname: {service}\nteam: {team}\n")
        (folder / "deployment.yaml").write_text(yaml.safe_dump(DEPLOYMENT))
    return checkout


def judged(platform: Type, *paths: str) -> Sequence[tuple[str, str]]:
    done = platform("check", *paths, "--engine", "opa", "--output", "json")
    assert done.returncode in (0, 1), done.stderr
    return [(one["rule"], one["location"]["file"]) for one in json.loads(done.stdout)["findings"]]


def test_a_teams_rule_judges_that_teams_services_and_no_others(platform: Type, checkout: Path) -> None:
    found = judged(platform, "apps")
    assert [file for rule, file in found if rule == "ORDERS-001"] == ["apps/order-service/prod/deployment.yaml"]


def test_a_verdict_from_the_cache_is_no_other_teams_either(platform: Type, checkout: Path) -> None:
    # Both files have one content, so the cache judges them once.
    assert judged(platform, "apps") == judged(platform, "apps")
    assert "ORDERS-001" not in [rule for rule, _ in judged(platform, "apps/cart")]


def test_ours_judge_what_is_a_teams_too(platform: Type, checkout: Path) -> None:
    ours = {rule for rule, file in judged(platform, "apps") if file.startswith("apps/order-service") and "SLIP" in rule}
    assert len(ours) > 3


def test_a_teams_rule_is_listed_shown_and_tested_like_ours(platform: Type, checkout: Path) -> None:
    listed = json.loads(platform("policy", "list", "--subject", "team_orders", "--output", "json").stdout)["rules"]
    assert [(one["rule"], one["file"]) for one in listed] == [("ORDERS-001", "teams/orders/policies/replicas.rego")]
    shown = json.loads(platform("policy", "show", "ORDERS-001", "--output", "json").stdout)
    assert shown["findings"] == [{"line": 7, "message": "has 1 replicas"}]
    tested = platform("policy", "test", "ORDERS-001", "--coverage")
    assert tested.returncode == 0, tested.stdout
    assert tested.stdout.startswith("4 tests passed, 0 failed, 0 examples are wrong, 0 lines not covered")


def test_a_teams_rules_are_documented_beside_them(platform: Type, checkout: Path) -> None:
    assert platform("policy", "docs").returncode == 0
    told = (checkout / "teams" / "orders" / "policies" / "README.md").read_text()
    assert "### ORDERS-001: In production, two pods answer at least" in told
    assert "ORDERS-001" not in (checkout / "docs" / "reference" / "policies.md").read_text()
    assert platform("policy", "docs", "--check").returncode == 0


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("slipway.rules.pods.replicas", "has the package slipway.rules.pods.replicas"),
        ("slipway.lib.pods", "has the package slipway.lib.pods"),
        ("slipway.gate", "has the package slipway.gate"),
        ("slipway.rules.team_shop.replicas", "has the package slipway.rules.team_shop.replicas"),
    ],
)
def test_a_teams_file_in_another_package_is_refused(platform: Type, checkout: Path, package: str, said: str) -> None:
    rule = checkout / "teams" / "orders" / "policies" / "replicas.rego"
    rule.write_text(rule.read_text().replace("package slipway.rules.team_orders.replicas", f"package {package}"))
    done = platform("check", "apps", "--engine", "opa")
    assert done.returncode == 2
    assert said in done.stderr, done.stderr


def test_a_teams_rule_with_an_id_of_ours_is_refused(platform: Type, checkout: Path) -> None:
    rule = checkout / "teams" / "orders" / "policies" / "replicas.rego"
    rule.write_text(rule.read_text().replace("ORDERS-001", "SLIP-POD-900"))
    done = platform("check", "apps", "--engine", "opa")
    assert done.returncode == 2
    assert "SLIP-POD-900" in done.stderr


def test_a_teams_rule_that_does_not_compile_blocks_and_names_its_line(platform: Type, checkout: Path) -> None:
    rule = checkout / "teams" / "orders" / "policies" / "replicas.rego"
    rule.write_text(rule.read_text().replace("is_number(replicas)", "is_number(nothing)"))
    done = platform("check", "apps", "--engine", "opa")
    assert done.returncode == 2
    assert "teams/orders/policies/replicas.rego:22" in done.stderr, done.stderr


def test_a_teams_rule_reaches_neither_network_nor_environment(platform: Type, checkout: Path) -> None:
    rule = checkout / "teams" / "orders" / "policies" / "replicas.rego"
    for call in (
        'http.send({"method": "get", "url": "http://127.0.0.1"}).status_code == 200',
        "opa.runtime().env.HOME",
    ):
        written = rule.read_text()
        rule.write_text(written.replace("is_number(replicas)", f"is_number(replicas)\n\t{call}"))
        done = platform("check", "apps", "--engine", "opa")
        rule.write_text(written)
        assert done.returncode == 2, call


HOW_TO = ROOT / "docs" / "how-to" / "write-a-policy.md"


def test_the_how_to_leads_to_a_rule_that_judges(platform: Type, checkout: Path) -> None:
    shutil.rmtree(checkout / "teams")
    text = HOW_TO.read_text()
    begun = platform("policy", "new", "replicas", "--team", "orders", "--kind", "Deployment")
    assert begun.stdout.strip() in text
    rule, tests = re.findall(r"```rego\n(.*?)```", text, re.DOTALL)
    example = next(iter(re.findall(r"```yaml\n(apiVersion: .*?)```", text, re.DOTALL)))
    folder = checkout / "teams" / "orders" / "policies"
    (folder / "replicas.rego").write_text(rule)
    (folder / "replicas_test.rego").write_text(tests)
    (folder / "replicas" / "fails.yaml").write_text(example)
    (folder / "replicas" / "passes.yaml").write_text(example.replace("replicas: 1", "replicas: 2"))
    tested = platform("policy", "test", "ORDERS-001", "--coverage")
    assert tested.stdout.partition(";")[0] in text, tested.stdout
    assert platform("policy", "mutants", "ORDERS-001").returncode == 0
    found = judged(platform, "apps")
    assert [file for word, file in found if word == "ORDERS-001"] == ["apps/order-service/prod/deployment.yaml"]
