"""Finding a rule by what a person types, and where its files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.errors import RuleError
from policies.gate.finding import Severity
from policies.gate.rules import Rule
from policies.library.catalogue import Catalogue, concerns, files_of, team_of


def rule(rule_id: str, word: str, file: str, kinds: tuple[str, ...] = ("pod",)) -> Rule:
    subject, name = word.split("/")
    return Rule(rule_id, "t", "w", Severity.LOW, (), "r", kinds, "document", subject, name, file, ())


OURS = rule("SLIP-POD-001", "pods/privileged", "policies/rego/pods/privileged.rego")
TLS = rule("SLIP-INGRESS-001", "ingress/tls", "policies/rego/ingress/tls.rego", ("Ingress",))
GATEWAY_TLS = rule("SLIP-MESH-001", "mesh/tls", "policies/rego/mesh/tls.rego", ("*",))
TEAMS = rule("ORDER-DESK-001", "team_order_desk/replicas", "teams/order-desk/policies/replicas.rego")
KNOWN = Catalogue(Path(), (OURS, TLS, GATEWAY_TLS, TEAMS))


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("SLIP-POD-001", OURS),
        ("slip-pod-001", OURS),
        ("privileged", OURS),
        ("mesh/tls", GATEWAY_TLS),
        ("order-desk-001", TEAMS),
        ("team_order_desk/replicas", TEAMS),
    ],
)
def test_a_rule_is_found_by_id_word_or_name(word: str, found: Rule) -> None:
    assert KNOWN.find(word) is found


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("tls", "name of several rules; write ingress/tls or mesh/tls"),
        ("SLIP-POD-0001", "did you mean SLIP-POD-001"),
        ("xyzzy", "platform policy list"),
        ("", "there is no rule"),
    ],
)
def test_what_is_no_rule_or_several_is_refused(word: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        KNOWN.find(word)


def test_examples_of_ours_are_in_a_folder_of_their_own_and_a_teams_beside_its_rule() -> None:
    assert files_of(OURS).fails == Path("policies/examples/pods/privileged/fails.yaml")
    assert files_of(TEAMS).fails == Path("teams/order-desk/policies/replicas/fails.yaml")
    assert files_of(TEAMS).tests == Path("teams/order-desk/policies/replicas_test.rego")
    assert (team_of(OURS), team_of(TEAMS)) == (None, "order_desk")


def test_a_rule_on_pods_concerns_every_kind_that_carries_one() -> None:
    pods = {"Pod", "Deployment"}
    assert concerns(OURS, "Deployment", pods)
    assert not concerns(OURS, "Service", pods)
    assert concerns(TLS, "Ingress", pods)
    assert not concerns(TLS, "Pod", pods)
    assert concerns(GATEWAY_TLS, "Anything", pods)
