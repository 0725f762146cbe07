"""What is told of each of Checkov's checks."""

from __future__ import annotations

import pytest

from policies.gate.engines.checkov.advice import NOT_READ, UNREADABLE, advice, facts, message
from policies.gate.engines.checkov.advice.kubernetes import OF_AN_ARGUMENT, OTHERWISE
from policies.gate.engines.checkov.catalog import by_framework, titles
from policies.gate.engines.checkov.triggers import OBSOLETE, TRIGGERS
from policies.gate.finding import Severity

GENERAL = (OTHERWISE, OF_AN_ARGUMENT)


@pytest.mark.parametrize("framework", ["dockerfile", "github_actions", "secrets"])
def test_every_check_has_words_of_its_own(framework: str) -> None:
    assert not [check for check in by_framework()[framework] if advice(check) in GENERAL]


@pytest.mark.parametrize("check", [*titles(), UNREADABLE, NOT_READ])
def test_every_check_has_facts(check: str) -> None:
    told = facts(check)
    assert told.id == check
    assert told.title
    assert told.why.endswith(".")
    assert told.remediation.endswith(".")


def test_a_message_names_what_it_is_about_and_no_brace_is_left() -> None:
    assert message("CKV_GHA_2", "t", "jobs(a)").startswith("jobs(a) puts text")
    for check, title in titles().items():
        assert "{" not in message(check, title, "")


def test_what_is_surely_a_secret_is_worse_than_what_only_looks_random() -> None:
    assert facts("CKV_SECRET_2").severity is Severity.CRITICAL
    assert facts("CKV_SECRET_6").severity is Severity.MEDIUM


def test_the_tables_name_no_check_that_checkov_does_not_have() -> None:
    known = set(by_framework()["kubernetes"])
    assert frozenset().union(*(trigger.checks for trigger in TRIGGERS)) <= known
    assert OBSOLETE.keys() <= known


def test_a_check_that_is_not_is_no_fact() -> None:
    with pytest.raises(KeyError):
        facts("CKV_DOCKER_999")
