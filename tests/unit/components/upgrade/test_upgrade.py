from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from components.cluster.upgrades import UPGRADE_NOTES
from components.config import read_environment
from components.errors import ConfigurationError
from components.recorded import RecordedResource, Recording
from components.upgrade import Finding, Plan, findings_in_files, findings_in_graph, plan_of, support_of, support_warning
from components.upgrade.findings import MANIFEST_SIGNS, RESOURCE_SIGNS
from components.upgrade.plan import next_minor
from components.upgrade.support import CALENDAR

ROOT = Path(__file__).parents[4]
NOTHING = Recording("dev", (), {})
SUBJECTS = {"gitRepo": ("1.36", True), "Service spec.externalIPs": ("1.36", False), "v1 Endpoints": ("1.33", False)}


def _manifest(tmp_path: Path, text: str) -> list[Finding]:
    file = tmp_path / "apps/shop/dev/one.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return findings_in_files(tmp_path, "1.36", SUBJECTS)


@pytest.mark.parametrize(
    ("text", "subject", "breaks"),
    [
        ("apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\n", "policy/v1beta1 PodDisruptionBudget", True),
        ("apiVersion: v1\nkind: Pod\nspec: {volumes: [{name: a, gitRepo: {repository: x}}]}\n", "gitRepo", True),
        (
            "apiVersion: apps/v1\nkind: Deployment\n"
            "spec: {template: {spec: {volumes: [{name: a, gitRepo: {repository: x}}]}}}\n",
            "gitRepo",
            True,
        ),
        ("apiVersion: v1\nkind: Service\nspec: {externalIPs: [1.2.3.4]}\n", "Service spec.externalIPs", False),
        ("apiVersion: v1\nkind: Endpoints\n", "v1 Endpoints", False),
    ],
)
def test_what_a_version_no_longer_takes_is_found_in_manifests_with_its_file(
    tmp_path: Path, text: str, subject: str, breaks: bool
) -> None:
    (found,) = _manifest(tmp_path, f"{text}---\napiVersion: v1\nkind: ConfigMap\n")
    assert (found.subject, found.where, found.breaks) == (subject, "apps/shop/dev/one.yaml", breaks)


def test_a_manifest_that_can_not_be_read_is_no_silence(tmp_path: Path) -> None:
    (found,) = _manifest(tmp_path, "a: [")
    assert (found.subject, found.breaks) == ("a manifest that can't be read", True)


def test_an_api_that_goes_later_is_not_found_yet(tmp_path: Path) -> None:
    file = tmp_path / "apps/shop/dev/one.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("apiVersion: flowcontrol.apiserver.k8s.io/v1beta3\nkind: FlowSchema\n")
    assert findings_in_files(tmp_path, "1.31", {}) == []
    assert [one.minor for one in findings_in_files(tmp_path, "1.32", {})] == ["1.32"]


@pytest.mark.parametrize(
    ("kind", "inputs", "subject"),
    [
        ("aws:eks/nodeGroup:NodeGroup", {"amiType": "AL2_x86_64"}, "Amazon Linux 2"),
        (
            "aws:eks/addon:Addon",
            {"addonName": "kube-proxy", "configurationValues": '{"mode":"ipvs"}'},
            "kube-proxy ipvs",
        ),
        ("kubernetes:core/v1:Endpoints", {"apiVersion": "v1", "kind": "Endpoints"}, "v1 Endpoints"),
    ],
)
def test_what_the_program_declares_is_looked_at_too(kind: str, inputs: dict[str, Any], subject: str) -> None:
    recording = Recording("dev", (RecordedResource("urn", kind, "one", inputs=inputs),), {})
    (found,) = findings_in_graph(recording, "1.36", {subject: ("1.35", True)})
    assert (found.subject, found.where) == (subject, f"{kind} one")


def test_signs_are_of_notes_that_exist() -> None:
    assert {*MANIFEST_SIGNS, *RESOURCE_SIGNS} <= {note.subject for note in UPGRADE_NOTES}


def _plan(to: str) -> Plan:
    return plan_of(read_environment("dev", ROOT / "stacks"), to, NOTHING, ROOT)


def test_a_plan_goes_one_minor_at_a_time_and_takes_low_latency_pools_last() -> None:
    environment = read_environment("dev", ROOT / "stacks")
    to = next_minor(environment.cluster.version)
    plan = _plan(to)
    assert plan.steps == (to,)
    kinds = {pool.name: pool.kind.value for pool in environment.pools}
    assert kinds[plan.pools[-1]] == "low-latency"
    assert set(plan.pools) == set(kinds)
    assert "kube-proxy" in {change.addon for change in plan.addons}


def test_a_way_back_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="can't go back"):
        _plan("1.33")


def test_only_what_breaks_at_the_first_step_stops_it() -> None:
    def plan(*findings: Finding) -> Plan:
        return Plan("dev", "1.34", ("1.35", "1.36"), (), (), findings, ())

    assert not plan(Finding("gitRepo", "f", "1.36", True)).breaks
    assert plan(Finding("cgroup v1", "f", "1.35", True)).breaks
    assert not plan(Finding("v1 Endpoints", "f", "1.35", False)).breaks


def test_extended_support_is_a_year_more_and_unknown_dates_are_said_so() -> None:
    for support in CALENDAR.values():
        assert support.extended == date(support.standard.year + 1, support.standard.month, support.standard.day)
    assert support_of("1.99") is None


ENDS = CALENDAR["1.34"]


@pytest.mark.parametrize(
    ("policy", "today", "said"),
    [
        ("standard", date(2026, 11, 1), None),
        ("standard", date(2026, 11, 2), "standard support of Kubernetes 1.34 ends on 2026-12-02, and then EKS"),
        ("standard", date(2026, 12, 2), "standard support of Kubernetes 1.34 ends on 2026-12-02, and then EKS"),
        ("standard", date(2026, 12, 3), "standard support of Kubernetes 1.34 ended on 2026-12-02, and EKS upgrades"),
        ("extended", date(2026, 12, 3), None),
        ("extended", date(2027, 12, 3), "extended support of Kubernetes 1.34 ended on 2027-12-02, and EKS upgrades"),
    ],
)
def test_the_end_of_the_support_that_a_stack_chose_is_told_a_month_ahead(
    policy: str, today: date, said: str | None
) -> None:
    assert (ENDS.standard, ENDS.extended) == (date(2026, 12, 2), date(2027, 12, 2))
    told = support_warning("dev", "1.34", policy, today)
    assert told is None if said is None else told is not None and told.startswith(said)


def test_what_to_do_about_the_end_is_told_and_extended_support_is_offered_while_it_can_be_had() -> None:
    before = support_warning("dev", "1.34", "standard", date(2026, 11, 24))
    assert before is not None
    assert before.endswith("`platform stack upgrade dev`, or write support: extended below slipway:cluster")
    after = support_warning("dev", "1.34", "standard", date(2027, 1, 1))
    assert after is not None
    assert after.endswith("`platform stack upgrade dev`")


def test_of_a_version_whose_dates_are_unknown_nothing_is_told() -> None:
    assert support_warning("dev", "1.99", "standard", date(2026, 1, 1)) is None
