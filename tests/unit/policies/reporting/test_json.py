"""The JSON that others rely on."""

from __future__ import annotations

import json

from policies.gate.finding import Undecided
from tests.unit.policies.made import finding, report, written


def test_it_is_the_object_that_the_design_fixes_with_more_beside() -> None:
    told = json.loads(written("json", report(finding(), undecided=(Undecided("SLIP-A-001", "spec", 2),))))
    (one,) = told["findings"]
    assert one["rule"] == "SLIP-POD-001"
    assert one["controls"] == ["pss/baseline/privileged", "CKV_K8S_16"]
    assert one["severity"] == "critical"
    assert one["engine"] == "opa"
    assert one["waived"] is False
    assert one["resource"] == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "namespace": "shop",
        "name": "cart",
        "urn": None,
        "type": None,
    }
    assert one["location"] == {"file": "apps/cart/prod/deployment.yaml", "line": 11, "column": 13}
    assert one["path"] == ["spec", "template", "spec", "containers", 0, "securityContext", "privileged"]
    assert told["summary"] == {
        "resources": 12,
        "rules": 88,
        "findings": 1,
        "waived": 0,
        "unknown": 2,
        "engines": {"opa": "1.22.2"},
        "seconds": 0.412,
        "baseline": 0,
        "gone": 0,
        "skipped": 0,
        "undecided": [{"rule": "SLIP-A-001", "property": "spec", "count": 2}],
    }
    assert told["status"] == 1


def test_it_is_ascii_so_that_no_reader_has_to_guess() -> None:
    told = written("json", report(finding(message="naïve \udc80 漢")))
    assert told.isascii()
    assert json.loads(told)["findings"][0]["message"] == "naïve \udc80 漢"
