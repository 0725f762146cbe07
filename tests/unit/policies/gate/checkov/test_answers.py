"""Answers of the worker: read strictly."""

from __future__ import annotations

from typing import Any

import pytest

from policies.errors import EngineError
from policies.gate.document import Document, Position
from policies.gate.engines.checkov.advice import NOT_READ, UNREADABLE
from policies.gate.engines.checkov.answers import Found, answers_of, manifest_verdict, path_of, verdict_of
from policies.gate.engines.checkov.skips import Skip

ROW = {"found": [["CKV_DOCKER_3", "Ensure a user", 4, "FROM", []]], "unreadable": None, "failed": None}
EMPTY: dict[str, Any] = {"found": [], "unreadable": None, "failed": None}


def test_an_answer_is_read() -> None:
    (answer,) = answers_of({"answers": [ROW]}, "dockerfile", ["Dockerfile"])
    assert answer.found == (Found("CKV_DOCKER_3", "Ensure a user", 4, "FROM", ()),)
    assert answer.not_judged == ()


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"answers": None},
        {"answers": []},
        {"answers": [EMPTY, EMPTY]},
        {"answers": [None]},
        {"answers": [{}]},
        {"answers": [{**EMPTY, "found": None}]},
        {"answers": [{**EMPTY, "found": [["CKV_DOCKER_3"]]}]},
        {"answers": [{**EMPTY, "found": [[1, "t", 4, "n", []]]}]},
        {"answers": [{**EMPTY, "found": [["a", "t", "4", "n", []]]}]},
        {"answers": [{**EMPTY, "unreadable": 3}]},
        {"answers": [{"found": []}]},
    ],
)
def test_what_is_no_answer_about_each_file_is_an_error_and_never_a_pass(told: dict[str, Any]) -> None:
    with pytest.raises(EngineError):
        answers_of(told, "dockerfile", ["Dockerfile"])


def test_a_failure_of_checkov_is_an_error_that_names_file_and_reason() -> None:
    rows = [EMPTY, {**EMPTY, "failed": "KeyError in checkov/x.py:3"}, {**EMPTY, "failed": "y"}]
    with pytest.raises(EngineError, match=r"failed on b \(KeyError in checkov/x\.py:3\), and on 1 more"):
        answers_of({"answers": rows}, "dockerfile", ["a", "b", "c"])


@pytest.mark.parametrize(
    ("framework", "rule", "unknown", "line"),
    [
        ("dockerfile", UNREADABLE, False, 7),
        ("github_actions", UNREADABLE, False, 7),
        ("secrets", NOT_READ, True, None),
        ("kubernetes", NOT_READ, True, None),
    ],
)
def test_what_is_not_judged_is_told(framework: str, rule: str, unknown: bool, line: int | None) -> None:
    told = {"answers": [{**EMPTY, "unreadable": "broken in line 7"}]}
    (verdict,) = answers_of(told, framework, ["a"])[0].not_judged
    assert (verdict.rule, verdict.unknown, verdict.line) == (rule, unknown, line)


def test_a_comment_in_the_file_makes_a_verdict_one_with_its_reason() -> None:
    skips = (Skip(frozenset({"CKV_DOCKER_3"}), "why", 1),)
    verdict = verdict_of(Found("CKV_DOCKER_3", "t", 4, "", ()), skips)
    assert (verdict.skip, verdict.skip_line) == ("why", 1)
    assert verdict_of(Found("CKV_DOCKER_8", "t", 4, "", ()), skips).skip is None
    assert verdict_of(Found("CKV_DOCKER_8", "t", 0, "", ()), skips).line == 1


def test_an_annotation_makes_a_verdict_one_with_its_reason() -> None:
    found = Found("CKV_K8S_20", "t", 0, "", ("spec/x",))
    value = {"metadata": {"annotations": {"checkov.io/skip1": "CKV_K8S_20=why"}}}
    document = Document(
        value, "a.yaml", locate=lambda path: Position(7 if path[-1:] == ("checkov.io/skip1",) else 1, 1)
    )
    verdict = manifest_verdict(found, document, {"CKV_K8S_20": "why"})
    assert (verdict.skip, verdict.skip_line) == ("why", 7)


def test_what_gives_no_reason_hides_nothing_and_the_finding_says_so() -> None:
    verdict = verdict_of(Found("CKV_SECRET_6", "t", 4, "", ()), (Skip(frozenset(), "", 4, nextline=False),))
    assert verdict.skip is None
    assert verdict.message.endswith("(what skips it at line 4 gives no reason and hides nothing)")


POD = {"spec": {"containers": [{"image": "a"}, {"image": "b", "command": ["x"]}], "initContainers": [{"name": "i"}]}}


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        (["spec/containers/[1]/image"], ("spec", "containers", 1, "image")),
        (["spec/containers/[1]/resources/limits"], ("spec", "containers", 1)),
        (["spec/initContainers/[1]"], ("spec", "containers", 1)),
        (["spec/initContainers/[0]"], ("spec", "initContainers", 0)),
        (["spec/containers/[1]/command/[0]"], ("spec", "containers", 1, "command", 0)),
        (["a", "spec/containers"], ("spec", "containers")),
        (["nowhere"], ()),
        ([], ()),
    ],
)
def test_the_property_is_the_longest_way_that_is_there(keys: list[str], path: tuple[str | int, ...]) -> None:
    assert path_of(keys, POD) == path
