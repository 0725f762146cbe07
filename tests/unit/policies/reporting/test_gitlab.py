"""GitLab's Code Quality report."""

from __future__ import annotations

import json

from tests.unit.policies.made import finding, report, written


def test_a_finding_is_an_entry_at_its_line_with_how_to_mend_it() -> None:
    (entry,) = json.loads(written("gitlab", report(finding())))
    mark = entry.pop("fingerprint")
    assert len(mark) == 33
    assert entry == {
        "description": 'Deployment shop/cart, container web: container "web" is privileged. '
        "Take out `privileged: true`.",
        "check_name": "SLIP-POD-001",
        "severity": "blocker",
        "location": {"path": "apps/cart/prod/deployment.yaml", "lines": {"begin": 11}},
    }


def test_fingerprints_differ_and_what_is_waived_or_old_is_left_out() -> None:
    what = report(finding(), finding(), finding(waived=True), finding(new=False))
    marks = [entry["fingerprint"] for entry in json.loads(written("gitlab", what))]
    assert len(set(marks)) == len(marks) == 2


def test_nothing_found_is_an_empty_list() -> None:
    assert json.loads(written("gitlab", report(), status=0)) == []
