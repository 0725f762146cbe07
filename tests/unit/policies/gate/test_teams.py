"""Whose a document is, and so which team's rules judge it."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.gate.document import Document
from policies.gate.entry import Entry, Told, from_bytes, to_bytes, told
from policies.gate.finding import Resource, Severity
from policies.gate.rules import Rule
from policies.gate.teams import Teams


def rule(rule_id: str, subject: str) -> Rule:
    return Rule(rule_id, "t", "w", Severity.LOW, (), "r", ("pod",), "document", subject, "name", "file.rego", ())


def document(file: str, team: str | None = None) -> Told:
    return Told(Resource("v1", "Pod", None, "cart"), file, None, team)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for service, text in {
        "cart": "apiVersion: slipway/v1\nname: cart\nteam: shop-floor\n",
        "bank": "apiVersion: slipway/v1\nname: bank\nteam: money\n",
        "broken": "apiVersion: slipway/v1\nteam: [\n",
        "foreign": "apiVersion: v1\nkind: Service\n",
    }.items():
        (tmp_path / "apps" / service / "prod").mkdir(parents=True)
        (tmp_path / "apps" / service / "service.yaml").write_text(text)
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture
def teams(checkout: Path) -> Teams:
    return Teams([rule("SLIP-POD-001", "pods"), rule("SHOP-001", "team_shop_floor")], checkout)


@pytest.mark.parametrize(
    ("judged", "spared"),
    [
        (document("apps/cart/prod/deployment.yaml"), False),
        (document("apps/bank/prod/deployment.yaml"), True),
        (document("apps/bank/prod/deployment.yaml", "shop-floor"), False),
        (document("apps/cart/prod/deployment.yaml", "money"), False),
        (document("elsewhere/pod.yaml"), True),
        (document("elsewhere/pod.yaml", "shop-floor"), False),
        (document("elsewhere/pod.yaml", "money"), True),
        (document("teams/shop-floor/policies/x/fails.yaml"), False),
        (document("teams/money/policies/x/fails.yaml"), True),
        (document("apps/broken/prod/deployment.yaml"), False),
        (document("apps/foreign/prod/deployment.yaml"), True),
        (document("-"), True),
    ],
)
def test_a_teams_rule_judges_what_is_that_teams(teams: Teams, judged: Told, spared: bool) -> None:
    assert teams.spare("SHOP-001", judged) is spared


def test_our_rules_judge_all(teams: Teams) -> None:
    assert not teams.spare("SLIP-POD-001", document("apps/bank/prod/deployment.yaml"))


def test_the_label_is_remembered_with_a_verdict() -> None:
    value = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "labels": {"slipway.dev/team": "money"}}}
    entry = Entry((told(Document(value, "pod.yaml")),))
    assert from_bytes(to_bytes(entry, "pod.yaml"), "pod.yaml").documents[0].team == "money"


@pytest.mark.parametrize("labels", [None, [], "x", {"slipway.dev/team": 3}])
def test_a_label_that_is_none_names_no_team(labels: object) -> None:
    assert told(Document({"metadata": {"labels": labels}}, "pod.yaml")).team is None
