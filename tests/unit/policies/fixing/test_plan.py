"""What a program would mend, and what it leaves to people."""

from __future__ import annotations

from typing import Any

import pytest

from policies.gate.finding import Finding, Location, Resource, Severity
from policies.gate.fixing import FileEdit, Left, Plan, plan_of
from policies.gate.fixing.proof import proved
from tests.unit.policies.made import finding

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: cart
spec:
  containers:
    - name: web
      image: x
"""


def _missing(rule: str, key: str, **changed: Any) -> Finding:
    fields: dict[str, Any] = {
        "rule": rule,
        "resource": Resource("v1", "Pod", None, "cart"),
        "location": Location("pod.yaml", 7, 7),
        "path": ("spec", "containers", 0, "securityContext", key),
    }
    return finding(**(fields | changed))


READ_ONLY = _missing("SLIP-POD-021", "readOnlyRootFilesystem")
NO_ROOT = _missing("SLIP-POD-004", "runAsNonRoot")
NO_MORE = _missing("SLIP-POD-006", "allowPrivilegeEscalation")


def test_findings_of_one_file_are_one_edit_with_a_diff_and_what_to_beware_of() -> None:
    plan = plan_of([NO_ROOT, READ_ONLY], lambda file: POD)
    (edit,) = plan.edits
    assert edit.mended == (NO_ROOT, READ_ONLY)
    assert edit.diff == (
        "--- a/pod.yaml\n+++ b/pod.yaml\n@@ -6,3 +6,6 @@\n   containers:\n     - name: web\n       image: x\n"
        "+      securityContext:\n+        runAsNonRoot: true\n+        readOnlyRootFilesystem: true\n"
    )
    assert "an image without a numeric USER no longer starts" in edit.beware
    assert plan.left == ()


def test_a_file_without_a_last_line_break_gives_a_diff_that_says_so() -> None:
    (edit,) = plan_of([READ_ONLY], lambda file: POD.rstrip("\n")).edits
    assert "\\ No newline at end of file\n" in edit.diff


def test_waived_and_old_findings_and_those_that_only_a_person_can_mend_are_let_be() -> None:
    others = [
        _missing("SLIP-POD-021", "readOnlyRootFilesystem", waived=True),
        _missing("SLIP-POD-021", "readOnlyRootFilesystem", new=False),
        finding(),
    ]
    assert plan_of(others, lambda file: POD) == Plan()


@pytest.mark.parametrize(
    ("context", "found", "said"),
    [
        ("{runAsUser: 0}", NO_ROOT, "its runAsUser is 0"),
        ("{privileged: true}", NO_MORE, "its privileged is true"),
        ("{capabilities: {add: [SYS_ADMIN]}}", NO_MORE, "its capabilities.add is sys_admin"),
    ],
)
def test_what_would_keep_a_pod_from_starting_is_not_done(context: str, found: Finding, said: str) -> None:
    plan = plan_of([found], lambda file: POD + f"      securityContext: {context}\n")
    assert plan.edits == ()
    assert said in plan.left[0].why


def test_privileged_false_and_user_false_are_no_reason() -> None:
    text = POD + "      securityContext: {privileged: false, runAsUser: false}\n"
    assert len(plan_of([NO_ROOT, NO_MORE], lambda file: text).edits[0].mended) == 2


def test_the_pods_own_context_counts_too() -> None:
    (left,) = plan_of([NO_ROOT], lambda file: POD + "  securityContext: {runAsUser: 0}\n").left
    assert "runAsUser is 0" in left.why


@pytest.mark.parametrize(
    ("text", "changed", "said"),
    [
        (None, {}, "can't be read"),
        ("{}", {"location": Location("pod.json", 1, 1)}, "it is JSON"),
        (POD.replace("cart", "other"), {}, "not written there as it is judged"),
        ("name: {{ x }}\n" + POD, {}, "template"),
        (POD, {"path": ("spec", "other")}, "only its owner knows"),
    ],
)
def test_what_is_not_as_it_was_judged_is_left(text: str | None, changed: dict[str, Any], said: str) -> None:
    plan = plan_of([_missing("SLIP-POD-021", "readOnlyRootFilesystem", **changed)], lambda file: text)
    assert plan.edits == ()
    assert said in plan.left[0].why


def test_a_rendered_file_is_never_changed_its_spec_is_named_with_the_key_that_mends_it() -> None:
    place = Location("apps/cart/dev/deployment.yaml", 7, 1)
    findings = [
        finding(rule="SLIP-IMG-003", location=place, path=("spec", "containers", 0, "image")),
        _missing("SLIP-POD-021", "readOnlyRootFilesystem", location=place),
    ]
    plan = plan_of(findings, lambda file: "# Rendered from apps/cart/service.yaml by x\n" + POD)
    assert plan.edits == ()
    assert plan.left[0].why == (
        "it is rendered: change `image` in apps/cart/service.yaml, then type `platform render cart`"
    )
    assert plan.left[1].source is not None
    assert plan.left[1].source.spec == "apps/cart/service.yaml"


EDIT = FileEdit("pod.yaml", "before", "after", (NO_ROOT, READ_ONLY))


def _proved(edits: tuple[FileEdit, ...], before: list[Finding], after: list[Finding]) -> Plan:
    return proved(Plan(edits), lambda texts: {"pod.yaml": before if texts["pod.yaml"] == "before" else after})


def test_an_edit_is_kept_if_its_findings_go() -> None:
    assert _proved((EDIT,), [NO_ROOT, READ_ONLY], []).edits == (EDIT,)


def test_an_edit_that_mends_only_a_part_is_dropped_and_says_so() -> None:
    plan = _proved((EDIT,), [NO_ROOT, READ_ONLY], [NO_ROOT])
    assert plan.edits == ()
    assert [left.why for left in plan.left] == ["the gate finds it after the change too"] * 2


def test_an_edit_that_brings_a_finding_is_dropped_but_a_notice_is_none() -> None:
    bad = finding(rule="SLIP-POD-099")
    assert _proved((EDIT,), [NO_ROOT, READ_ONLY], [bad]).left[0].why == (
        "the change would bring a finding of SLIP-POD-099"
    )
    assert _proved((EDIT,), [NO_ROOT, READ_ONLY], [finding(severity=Severity.NOTICE)]).edits == (EDIT,)


def test_what_is_rendered_of_one_service_is_kept_together_with_what_it_mends() -> None:
    whole = FileEdit("pod.yaml", "before", "after", (NO_ROOT, READ_ONLY), (), "cart")
    spec = FileEdit("spec.yaml", "a", "b", (), (), "cart")
    plan = _proved((spec, whole), [NO_ROOT, READ_ONLY], [READ_ONLY])
    assert [edit.file for edit in plan.edits] == ["spec.yaml", "pod.yaml"]
    assert plan.edits[1].mended == (NO_ROOT,)
    assert plan.left == (Left(READ_ONLY, "it is rendered, and its spec has no key for it"),)
    assert _proved((spec, whole), [NO_ROOT], [NO_ROOT, READ_ONLY]).edits == ()
