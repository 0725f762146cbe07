"""Waivers and baselines through the whole gate, as they are typed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

Platform = Callable[..., subprocess.CompletedProcess[str]]

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop}
spec:
  serviceAccountName: cart
  containers:
    - {name: web, image: "ghcr.io/slipway-dev/cart:1.2.3", securityContext: {privileged: true}}
    - {name: proxy, image: "ghcr.io/slipway-dev/proxy:1.2.3", securityContext: {privileged: true}}
"""

RULE = "SLIP-POD-001"


def _checked(platform: Platform, *words: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(platform("check", *words, "-o", "json").stdout)
    return told


def _of(told: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    return [finding for finding in told["findings"] if finding["rule"] == rule]


def test_a_waiver_of_one_container_hides_that_one_and_no_other(checkout: Path, platform: Platform) -> None:
    (checkout / "pod.yaml").write_text(POD)
    waived = platform(
        "waive", RULE, "Pod/shop/cart:web", "--reason", "until CSI", "--expires", "30d", "--owner", "shop"
    )
    assert waived.returncode == 0, waived.stderr
    told = _checked(platform)
    by_container = {
        finding["container"]: finding["waived"]
        for finding in _of(told, RULE)
        if finding["location"]["file"] == "pod.yaml"
    }
    assert by_container == {"web": True, "proxy": False}
    assert told["summary"]["waived"] == 1
    assert not [finding for finding in told["findings"] if finding["engine"] == "gate"]


def test_a_waiver_past_its_date_hides_nothing_and_is_found_at_its_line(checkout: Path, platform: Platform) -> None:
    (checkout / "pod.yaml").write_text(POD)
    (checkout / "policies/waivers.yaml").write_text(
        f"# why\nwaivers:\n  - rule: {RULE}\n    resource: Pod/shop/cart\n    reason: r\n    owner: shop\n"
        "    created: 2026-01-01\n    expires: 2026-02-01\n"
    )
    told = _checked(platform)
    assert not any(finding["waived"] for finding in _of(told, RULE))
    (expired,) = _of(told, "SLIP-WAIVER-001")
    assert expired["location"] == {"file": "policies/waivers.yaml", "line": 3, "column": 1}


def test_a_waiver_that_matches_nothing_is_found_in_a_whole_run_only(checkout: Path, platform: Platform) -> None:
    (checkout / "pod.yaml").write_text(POD)
    platform("waive", RULE, "Pod/shop/other", "--reason", "r", "--expires", "30d", "--owner", "shop")
    assert len(_of(_checked(platform), "SLIP-WAIVER-002")) == 1
    assert not _of(_checked(platform, "pod.yaml"), "SLIP-WAIVER-002")


def test_a_broken_ledger_lets_nothing_pass(checkout: Path, platform: Platform) -> None:
    (checkout / "pod.yaml").write_text(POD)
    (checkout / "policies/waivers.yaml").write_text(f"waivers:\n  - rule: {RULE}\n")
    ended = platform("check", "pod.yaml")
    assert ended.returncode == 2
    assert "policies/waivers.yaml:2: a waiver lacks 'resource'" in ended.stderr


def test_a_baseline_shows_only_what_is_new_and_counts_what_is_gone(checkout: Path, platform: Platform) -> None:
    pod = checkout / "pod.yaml"
    pod.write_text(POD)
    assert platform("check", "--write-baseline", "b.json").returncode == 1
    pod.write_text("# moved\n\n" + POD)
    old = _checked(platform, "--baseline", "b.json")
    assert old["status"] == 0
    assert old["summary"]["findings"] == 0
    assert old["summary"]["baseline"] > 5
    assert old["summary"]["gone"] == 0

    pod.write_text(POD.replace("name: proxy", "name: other"))
    new = _checked(platform, "--baseline", "b.json")
    assert new["status"] == 1
    shown = {finding["container"] for finding in new["findings"] if finding["new"]}
    assert shown == {"other"}
    assert new["summary"]["gone"] == len([finding for finding in new["findings"] if finding["new"]])


def test_a_broken_baseline_lets_nothing_pass(checkout: Path, platform: Platform) -> None:
    (checkout / "pod.yaml").write_text(POD)
    (checkout / "b.json").write_text("{}")
    assert platform("check", "pod.yaml", "--baseline", "b.json").returncode == 2
