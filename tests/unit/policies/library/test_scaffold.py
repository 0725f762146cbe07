"""Which rule a person may begin, and what it is called."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from policies.errors import RuleError
from policies.gate.finding import Severity
from policies.gate.rules import Rule
from policies.library.scaffold import MANIFESTS, UNWRITTEN, next_id, planned, prefix_of, scaffold


def rule(rule_id: str, word: str) -> Rule:
    subject, name = word.split("/")
    return Rule(rule_id, "t", "w", Severity.LOW, (), "r", ("pod",), "document", subject, name, f"{word}.rego", ())


RULES = [
    rule("SLIP-POD-001", "pods/privileged"),
    rule("SLIP-POD-009", "pods/other"),
    rule("ORDERS-002", "team_orders/replicas"),
]


def test_the_next_id_comes_after_the_last_one_and_fills_no_gap() -> None:
    assert next_id("SLIP-POD-", RULES) == "SLIP-POD-010"
    assert next_id("SLIP-NEW-", RULES) == "SLIP-NEW-001"
    assert next_id("SLIP-PO", RULES) == "SLIP-PO001"


@pytest.mark.parametrize(
    ("subject", "prefix"),
    [("pods", "SLIP-POD-"), ("budgets", "SLIP-BUDGET-"), ("rbac", "SLIP-RBAC-"), ("os", "SLIP-OS-")],
)
def test_ids_of_a_new_subject_begin_with_its_name(subject: str, prefix: str) -> None:
    assert prefix_of(subject, RULES) == prefix


def test_a_teams_rule_gets_the_teams_next_id_and_package() -> None:
    new = planned("fresh", "orders", "Deployment", RULES)
    assert (new.id, new.subject, new.file) == ("ORDERS-003", "team_orders", Path("teams/orders/policies/fresh.rego"))
    assert new.examples == Path("teams/orders/policies/fresh")


@pytest.mark.parametrize(
    ("word", "team", "rule_id", "said"),
    [
        ("pods/privileged", None, None, "is there already"),
        ("pods/fresh", None, "SLIP-POD-009", "is taken"),
        ("pods/fresh", None, "slip-pod-010", "is no rule's id"),
        ("pods/fresh", None, "SLIP-POD-10", "is no rule's id"),
        ("pods/a b", None, None, "can't be part"),
        ("pods/a/b", None, None, "can't be part"),
        ("pods/", None, None, "has no subject"),
        ("/fresh", None, None, "can't be part"),
        ("fresh", "Orders", None, "is no team's name"),
        ("fresh", "orders", "CKV-K8S-001", "can't be a team's"),
    ],
)
def test_what_cannot_be_a_rule_is_refused(word: str, team: str | None, rule_id: str | None, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        planned(word, team, "pod", RULES, rule_id=rule_id)


@pytest.mark.parametrize("kind", [*MANIFESTS, "*", "Rollout"])
def test_every_kind_gets_two_examples_that_are_manifests(kind: str) -> None:
    files = scaffold(planned("pods/fresh", None, kind, RULES))
    examples = [text for file, text in files.items() if file.suffix == ".yaml"]
    assert len(examples) == 2
    for text in examples:
        assert {"apiVersion", "kind", "metadata"} <= yaml.safe_load(text).keys()
        assert UNWRITTEN in text
