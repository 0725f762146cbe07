"""Rules from what OPA tells of them: what is missing, unknown or twice is refused at its file and line."""

from __future__ import annotations

from typing import Any

import pytest

from policies.errors import RuleError
from policies.gate.finding import Severity
from policies.gate.rules import index_of, rules_from_json, rules_of, rules_to_json

CUSTOM = {"id": "SLIP-POD-001", "severity": "high", "controls": ["a/b"], "remediation": "Mend it.", "kinds": ["pod"]}


def told(
    *, subject: str = "pods", name: str = "one", row: int = 12, notes: dict[str, Any] | None = None, **custom: Any
) -> dict[str, Any]:
    """What `opa inspect` tells of one rule; a custom key that is None is left out."""
    given = {key: value for key, value in {**CUSTOM, **custom}.items() if value is not None}
    path = [{"value": part} for part in ("data", "slipway", "rules", subject, name)]
    annotations = {"scope": "package", "title": "A title", "description": "Why.", "custom": given, **(notes or {})}
    file = f"policies/rego/{subject}/{name}.rego"
    return {
        "namespaces": {f"data.slipway.rules.{subject}.{name}": [file]},
        "annotations": [{"annotations": annotations, "location": {"file": file, "row": row}, "path": path}],
    }


def both(*several: dict[str, Any]) -> dict[str, Any]:
    return {
        "namespaces": {key: value for one in several for key, value in one["namespaces"].items()},
        "annotations": [annotation for one in several for annotation in one["annotations"]],
    }


def test_a_rule_has_what_its_metadata_tells() -> None:
    (rule,) = rules_of(told(notes={"related_resources": [{"ref": "https://example.com"}]}))
    assert (rule.id, rule.word, rule.severity, rule.judges) == ("SLIP-POD-001", "pods/one", Severity.HIGH, "document")
    assert (rule.title, rule.why, rule.related) == ("A title", "Why.", ("https://example.com",))


def test_rules_survive_being_written_and_read() -> None:
    rules = rules_of(both(told(), told(name="two", id="SLIP-POD-002", judges="set")))
    assert rules_from_json(rules_to_json(rules)) == rules


@pytest.mark.parametrize("key", ["id", "severity", "controls", "remediation", "kinds"])
def test_a_missing_key_is_named_with_file_and_line(key: str) -> None:
    with pytest.raises(RuleError, match=rf"^policies/rego/pods/one\.rego:12: METADATA lacks custom\.{key}"):
        rules_of(told(**dict[str, Any]({key: None})))


@pytest.mark.parametrize("key", ["title", "description"])
def test_a_rule_without_words_is_refused(key: str) -> None:
    with pytest.raises(RuleError, match=f"lacks {key}"):
        rules_of(told(notes={key: ""}))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("severity", "hight"),
        ("severity", ["high"]),
        ("judges", "documents"),
        ("kinds", []),
        ("kinds", "pod"),
        ("controls", "CKV_K8S_1"),
        ("controls", [5]),
        ("id", 5),
        ("remediation", ["x"]),
    ],
)
def test_a_value_of_another_kind_is_refused(key: str, value: object) -> None:
    with pytest.raises(RuleError, match=rf"one\.rego:12: METADATA's custom\.{key} is"):
        rules_of(told(**dict[str, Any]({key: value})))


def test_an_unknown_key_is_refused_by_name() -> None:
    with pytest.raises(RuleError, match=r"unknown key custom\.severty"):
        rules_of(told(severty="low"))


def test_an_id_that_two_rules_have_is_refused() -> None:
    with pytest.raises(RuleError, match="has the id SLIP-POD-001 of policies/rego/pods/one"):
        rules_of(both(told(), told(name="two", row=7)))


def test_a_package_that_two_files_have_is_refused() -> None:
    given = told()
    given["namespaces"] = {
        package: [*files, "policies/rego/pods/again.rego"] for package, files in given["namespaces"].items()
    }
    with pytest.raises(RuleError, match=r"has the package of policies/rego/pods/again\.rego"):
        rules_of(given)


def test_a_rule_without_metadata_is_refused() -> None:
    with pytest.raises(RuleError, match="no METADATA"):
        rules_of({**told(), "annotations": []})


@pytest.mark.parametrize("package", ["data.slipway.rules.pods", "data.slipway.rules.pods.one.two"])
def test_a_package_at_another_depth_is_refused(package: str) -> None:
    with pytest.raises(RuleError, match=r"no rule's"):
        rules_of({"namespaces": {package: ["x.rego"]}, "annotations": []})


def test_other_packages_are_none_of_its_business() -> None:
    assert rules_of({"namespaces": {"data.slipway.lib.pods": ["x.rego"]}, "annotations": []}) == ()
    assert rules_of({}) == ()


def test_the_index_names_the_rules_of_each_kind_and_no_others() -> None:
    rules = rules_of(
        both(
            told(),
            told(name="two", id="SLIP-POD-002", kinds=["Service", "Pod"]),
            told(name="all", id="SLIP-POD-003", kinds=["*"]),
            told(name="set", id="SLIP-POD-004", kinds=["*"], judges="set"),
            told(name="change", id="SLIP-POD-005", kinds=["*"], judges="change"),
        )
    )
    assert index_of(rules, ["Pod", "Job"], rules[1:2]) == {
        "kinds": {"Pod": [["pods", "one"], ["pods", "two"]], "Job": [["pods", "one"]], "Service": [["pods", "two"]]},
        "any": [["pods", "all"]],
        "sets": [["pods", "set"]],
        "changes": [["pods", "change"]],
        "unknown": {"pods": {"two": True}},
    }
