"""Kubernetes objects, judged by the real Checkov."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policies.errors import EngineError
from policies.gate.document import Document
from policies.gate.engines.checkov.catalog import by_framework
from policies.gate.engines.checkov.engine import CheckovEngine


def pod(*containers: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "a", "namespace": "shop"} | metadata,
        "spec": {"containers": [{"name": "c", "image": "r/c:1"} | one for one in containers]},
    }


def document(value: dict[str, Any], number: int = 0) -> Document:
    return Document(value, "a.yaml", number)


@pytest.fixture
def everything(home: Path) -> Iterator[CheckovEngine]:
    made = CheckovEngine(home=home, everything=True)
    yield made
    made.close()


def test_a_plain_object_starts_no_checkov(tmp_path: Path) -> None:
    engine = CheckovEngine(home=tmp_path / "worker")
    assert not engine.concerns(document(pod({})))
    assert engine.judge([document(pod({}))]) == [[]]
    assert not (tmp_path / "worker").exists()


def test_an_api_server_is_asked_what_only_checkov_asks(engine: CheckovEngine) -> None:
    value = pod(
        {}, {"command": ["/bin/kube-apiserver"], "args": ["--anonymous-auth=true", "--authorization-mode", "RBAC"]}
    )
    (plain, server) = engine.judge([document(pod({}), 0), document(value, 1)])
    assert plain == []
    found = {verdict.rule: verdict.path for verdict in server}
    assert found["CKV_K8S_68"] == ("spec", "containers", 1, "command")
    assert "CKV_K8S_77" not in found  # RBAC is there, as two words
    assert "CKV_K8S_75" in found
    assert "CKV_K8S_16" not in found  # a rule's of ours, or of --engine checkov


def test_what_a_rule_of_ours_asks_is_not_asked_again(home: Path) -> None:
    engine = CheckovEngine(home=home, covered=frozenset({"CKV_K8S_68"}))
    try:
        (verdicts,) = engine.judge([document(pod({"command": ["kube-apiserver"]}))])
    finally:
        engine.close()
    assert "CKV_K8S_68" not in {verdict.rule for verdict in verdicts}


def test_all_is_asked_if_checkov_is_named(everything: CheckovEngine) -> None:
    privileged = {"securityContext": {"privileged": True}}
    (verdicts,) = everything.judge([document(pod({}, privileged))])
    found = {verdict.rule: verdict.path for verdict in verdicts}
    assert found["CKV_K8S_16"] == ("spec", "containers", 1, "securityContext", "privileged")
    assert "CKV_K8S_43" in found
    assert not [rule for rule in found if rule.startswith("CKV2")]


def test_an_object_without_a_name_is_judged_where_checkov_leaves_it_out(everything: CheckovEngine) -> None:
    value = pod({"securityContext": {"privileged": True}})
    value["metadata"] = {"generateName": "a-"}
    (verdicts,) = everything.judge([document(value)])
    assert "CKV_K8S_16" in {verdict.rule for verdict in verdicts}


def test_an_annotation_counts_with_its_reason(everything: CheckovEngine) -> None:
    value = pod({"securityContext": {"privileged": True}}, annotations={"checkov.io/skip1": "CKV_K8S_16=needs it"})
    (verdicts,) = everything.judge([document(value)])
    assert {v.rule: v.skip for v in verdicts}["CKV_K8S_16"] == "needs it"


def test_two_objects_of_one_name_are_told_apart(everything: CheckovEngine) -> None:
    good, bad = pod({}), pod({"securityContext": {"privileged": True}})
    judged = everything.judge([document(good, 0), document(bad, 1), document(good, 2)])
    assert [["CKV_K8S_16" in {v.rule for v in verdicts}] for verdicts in judged] == [[False], [True], [False]]


def test_checks_on_several_objects_see_them_together(everything: CheckovEngine) -> None:
    policy = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "all", "namespace": "shop"},
        "spec": {"podSelector": {}, "policyTypes": ["Ingress"]},
    }
    alone = everything.judge_set([pod({}, labels={"app": "a"})], ".", whole=True)
    assert [(v.rule, v.resource) for v in alone] == [("CKV2_K8S_6", 0)]
    assert everything.judge_set([policy, pod({}, labels={"app": "a"})], ".", whole=True) == []
    assert everything.judge_set([pod({}, labels={"app": "a"})], ".", whole=False) == []


def test_checkov_raising_is_an_error_that_names_the_file_and_keeps_the_worker(everything: CheckovEngine) -> None:
    broken = {"apiVersion": "v1", "kind": "ClusterRole", "metadata": {"name": "x"}, "rules": [None]}
    with pytest.raises(EngineError, match=r"Checkov failed on a\.yaml \(AttributeError in checkov/kubernetes"):
        everything.judge([document(pod({})), document(broken, 1)])
    assert len(everything.judge([document(pod({}))])) == 1


@pytest.mark.parametrize("metadata", [3, ["a"], "x"])
def test_an_object_that_is_none_is_counted(everything: CheckovEngine, metadata: object) -> None:
    (verdicts,) = everything.judge([document({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {}})])
    assert [(v.rule, v.unknown) for v in verdicts] == [("SLIP-CHECKOV-002", True)]


def test_more_rules_are_asked_if_checkov_is_named(engine: CheckovEngine, everything: CheckovEngine) -> None:
    assert everything.rules() == sum(len(checks) for checks in by_framework().values())
    assert engine.rules() < everything.rules()


def test_what_is_asked_is_in_the_fingerprint(home: Path) -> None:
    engines = [
        CheckovEngine(home=home),
        CheckovEngine(home=home, everything=True),
        CheckovEngine(home=home, covered=frozenset({"CKV_K8S_68"})),
    ]
    assert len({engine.fingerprint() for engine in engines}) == 3
    assert all("3.3.30" in engine.fingerprint() for engine in engines)
