"""One finding where Checkov and a rule of ours find the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

from policies.gate.engines.checkov.asks import covered, merged, same_question
from policies.gate.finding import Finding, Location, Resource, Severity


@dataclass(frozen=True)
class Rule:
    id: str
    controls: tuple[str, ...]


def finding(rule: str, engine: str = "opa", controls: tuple[str, ...] = (), container: str | None = None) -> Finding:
    pod = Resource("v1", "Pod", "shop", "cart")
    return Finding(
        rule, "t", controls, Severity.HIGH, engine, "m", "w", "r", pod, Location("a.yaml", 3), container=container
    )


OURS = finding("SLIP-POD-004", controls=("pss/restricted/runAsNonRoot", "CKV_K8S_23"), container="a")


def test_checks_are_read_from_the_rules_controls() -> None:
    rules = [Rule("A", ("CKV_K8S_20", "pss/x")), Rule("B", ("CKV_K8S_20", "CKV2_K8S_6")), Rule("C", ())]
    assert same_question(rules) == {"CKV_K8S_20": ("A", "B"), "CKV2_K8S_6": ("B",)}
    assert covered(rules) == {"CKV_K8S_20", "CKV2_K8S_6"}


def test_the_same_found_twice_is_one_finding_of_ours_that_names_both() -> None:
    (one,) = merged([OURS, finding("CKV_K8S_23", "checkov", container="a")])
    assert (one.rule, one.also) == ("SLIP-POD-004", ("CKV_K8S_23",))


def test_each_container_of_ours_names_the_one_finding_of_checkov() -> None:
    other = replace(OURS, container="b")
    assert [one.also for one in merged([OURS, other, finding("CKV_K8S_23", "checkov", container="b")])] == [
        ("CKV_K8S_23",),
        ("CKV_K8S_23",),
    ]


def test_what_checkov_alone_finds_stays() -> None:
    alone = finding("CKV_K8S_15", "checkov")
    elsewhere = replace(finding("CKV_K8S_23", "checkov"), resource=Resource("v1", "Pod", "shop", "other"))
    third = finding("CKV_K8S_23", "checkov", container="c")
    assert merged([OURS, alone, elsewhere, third]) == [OURS, alone, elsewhere, third]


def test_what_checkov_finds_of_a_pod_is_the_same_as_ours_of_a_container() -> None:
    assert [one.rule for one in merged([finding("CKV_K8S_23", "checkov"), OURS])] == ["SLIP-POD-004"]


def test_a_finding_that_an_annotation_of_checkovs_waives_is_not_swallowed() -> None:
    waived = replace(finding("CKV_K8S_23", "checkov"), waived=True, waiver="why")
    assert merged([OURS, waived]) == [OURS, waived]


def test_nothing_changes_without_checkov() -> None:
    assert merged([OURS]) == [OURS]
