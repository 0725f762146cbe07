"""Each rule's examples through the whole gate, so that no rule is dead; and what every rule must have."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from policies.gate.rules import RESERVED, Rule
from policies.library.catalogue import Catalogue, bundle_here, files_of, pod_kinds, team_of
from policies.library.examples import shown_examples
from policies.library.scaffold import ID, UNWRITTEN
from policies.library.standards import Standard, coverage_of, named, standards
from tests.gate.conftest import ROOT

LONGEST_TITLE = 80
"""A rule's title fits a line of a report."""


@pytest.fixture(scope="session")
def known_standards() -> dict[str, Standard]:
    return dict(standards(ROOT))


def test_every_rule_finds_its_failing_example_and_not_its_passing_one(known: Catalogue) -> None:
    told = shown_examples(ROOT, known.rules)
    assert [rule for rule, shown in told.items() if not shown.findings] == [], "dead: they find nothing in fails.yaml"
    assert {rule: shown.wrong for rule, shown in told.items() if shown.wrong} == {}, "they deny passes.yaml"


def test_no_rule_lacks_tests_or_an_example(known: Catalogue) -> None:
    files = [file for rule in known.rules for file in _needed(rule) if not (ROOT / file).is_file()]
    assert files == []


def test_no_example_is_of_a_rule_that_is_not_there(known: Catalogue) -> None:
    wanted = {files_of(rule).fails.parent for rule in known.rules if not team_of(rule)}
    there = {path.parent.relative_to(ROOT) for path in (ROOT / "policies" / "examples").rglob("*.yaml")}
    assert there - wanted == set()


def test_ids_are_unique_and_spelled_alike(known: Catalogue) -> None:
    assert [rule.id for rule in known.rules if not ID.fullmatch(rule.id)] == []
    assert [rule.id for rule in known.rules if team_of(rule) and rule.id.startswith(RESERVED)] == []
    assert [rule.id for rule in known.rules if not team_of(rule) and not rule.id.startswith("SLIP-")] == []
    assert [word for word, count in Counter(rule.id for rule in known.rules).items() if count > 1] == []


def test_ids_of_a_subject_begin_alike(known: Catalogue) -> None:
    prefixes: dict[str, set[str]] = {}
    for rule in known.rules:
        prefixes.setdefault(rule.id.rpartition("-")[0], set()).add(rule.subject)
    assert {prefix: subjects for prefix, subjects in prefixes.items() if len(subjects) > 1} == {}


def test_every_rule_says_what_why_and_how_to_mend(known: Catalogue) -> None:
    wrong = {
        rule.id: reason
        for rule in known.rules
        for reason, holds in {
            "the title is empty, long, or ends in a full stop": 0 < len(rule.title) <= LONGEST_TITLE
            and not rule.title.endswith("."),
            "the description is no sentence": rule.why.endswith((".", "`", ")")),
            "the remediation is no sentence": rule.remediation.endswith((".", "`", ")")),
            "something is unwritten": UNWRITTEN not in rule.title + rule.why + rule.remediation,
        }.items()
        if not holds
    }
    assert wrong == {}


def test_rules_name_only_controls_that_a_standard_has(known: Catalogue, known_standards: dict[str, Standard]) -> None:
    controls = named(known_standards)
    unknown = {rule.id: set(rule.controls) - controls.keys() for rule in known.rules if not team_of(rule)}
    assert {rule: missing for rule, missing in unknown.items() if missing} == {}


def test_every_control_is_covered_or_it_is_said_why_not(known: Catalogue, known_standards: dict[str, Standard]) -> None:
    rules = [rule for rule in known.rules if not team_of(rule)]
    told = {key: coverage_of(key, standard, rules) for key, standard in known_standards.items()}
    assert {key: [one.id for one in told[key].unexplained] for key in told if told[key].unexplained} == {}
    assert {key: [one.id for one in told[key].stale] for key in told if told[key].stale} == {}, "covered after all"


def test_the_kinds_that_carry_a_pod_are_those_that_rules_on_pods_judge() -> None:
    assert {"Pod", "Deployment", "CronJob", "Rollout"} <= pod_kinds(bundle_here(ROOT))


def _needed(rule: Rule) -> tuple[Path, ...]:
    files = files_of(rule)
    return files.tests, files.fails, files.passes
