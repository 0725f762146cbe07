from __future__ import annotations

import pytest

from policies.gate.document import Document, Position
from policies.gate.finding import Finding
from tests.unit.policies.loading.reading import document, documents, finding, items, skipped


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\n", "not-kubernetes"),
        ("- a\n- b: 1\n", "not-kubernetes"),
        ("just text\n", "not-kubernetes"),
        ("5\n", "not-kubernetes"),
        ("kind: pipeline\nsteps: []\n", "not-kubernetes"),
        ("apiVersion: v2\nname: chart\n", "not-kubernetes"),
        ("apiVersion: slipway/v1\nname: cart\n", "service-spec"),
        ("apiVersion: v1\nkind: Config\nclusters: []\n", "configuration"),
        ("apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n", "configuration"),
        ("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n", "configuration"),
    ],
)
def test_what_is_no_object_is_skipped_with_its_reason(text: str, reason: str) -> None:
    assert skipped(text) == [reason]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("kind: Pod\nmetadata: {name: a}\nspec: {}\n", "SLIP-GATE-101"),
        ("kind: Pod\n", "SLIP-GATE-101"),
        ("kind: Widget\nspec: {}\n", "SLIP-GATE-101"),
        ("apiVersion: v1\nmetadata: {name: a}\nspec: {}\n", "SLIP-GATE-101"),
        ("apiVersion: v1\nkind: 5\nmetadata: {name: a}\n", "SLIP-GATE-101"),
        ("apiVersion: [v1]\nkind: Pod\n", "SLIP-GATE-101"),
        ("apiVersion: ''\nkind: Pod\n", "SLIP-GATE-101"),
        ("apiVersion: v1\nkind:\n", "SLIP-GATE-101"),
        ("- apiVersion: v1\n  kind: Pod\n", "SLIP-GATE-103"),
        ("apiVersion: v1\nkind: List\nitems: {a: 1}\n", "SLIP-GATE-103"),
        ("apiVersion: v1\nkind: List\nitems: [a]\n", "SLIP-GATE-103"),
        ("apiVersion: v1\nkind: List\nitems: [{metadata: {name: a}}]\n", "SLIP-GATE-103"),
        ("apiVersion: v1\nkind: List\nitems: [{kind: Pod}]\n", "SLIP-GATE-101"),
    ],
)
def test_broken_object_is_a_finding(text: str, rule: str) -> None:
    (only,) = items(text)

    assert isinstance(only, Finding)
    assert (only.rule, only.engine) == (rule, "gate")


@pytest.mark.parametrize(
    "metadata", ["", "metadata: a\n", "metadata: {}\n", "metadata: {name: 5}\n", "metadata: {name: ''}\n"]
)
def test_object_without_a_name_is_judged_and_a_finding(metadata: str) -> None:
    first, second = items(f"apiVersion: v1\nkind: Pod\n{metadata}")

    assert isinstance(first, Document)
    assert isinstance(second, Finding)
    assert second.rule == "SLIP-GATE-102"


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n",
        "apiVersion: authorization.k8s.io/v1\nkind: SubjectAccessReview\nspec: {}\n",
    ],
)
def test_name_is_not_missed_where_the_api_server_does_not_want_one(text: str) -> None:
    assert document(text)


LIST = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: a
- apiVersion: v1
  kind: List
  items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: b}
    spec:
      replicas: 2
---
apiVersion: v1
kind: Pod
metadata: {name: c}
"""


def test_items_of_a_list_are_judged_one_by_one_at_their_own_lines() -> None:
    found = documents(LIST)

    assert [(each.value["kind"], each.number, each.line) for each in found] == [
        ("Pod", 0, 4),
        ("Deployment", 1, 11),
        ("Pod", 2, 17),
    ]
    assert found[1].locate(("spec", "replicas")) == Position(15, 7)
    assert found[1].locate(("spec", "paused")) == Position(14, 5)
    assert found[1].locate(()) == Position(11, 5)


def test_items_of_a_typed_list_are_of_its_kind() -> None:
    (only,) = documents("apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {name: a}\n")

    assert (only.value["apiVersion"], only.value["kind"]) == ("apps/v1", "Deployment")


def test_object_can_not_hide_others_in_items() -> None:
    hidden = "{apiVersion: v1, kind: Pod, metadata: {name: b}}"
    hiding = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\nitems: [{hidden}]\n"

    assert [each.value["kind"] for each in documents(hiding)] == ["Pod"]


def test_resource_of_a_finding_is_named_as_far_as_it_can_be() -> None:
    found = finding("kind: Pod\nmetadata: {name: [a], namespace: b}\n")

    assert (found.resource.kind, found.resource.name, found.resource.namespace) == ("Pod", None, "b")
