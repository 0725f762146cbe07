"""`platform check --fix` on the real rules: shown first, written on request, and only what the gate agrees with."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.gate.conftest import ROOT

Platform = Callable[..., subprocess.CompletedProcess[str]]

POD = """\
# The cart.
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop, labels: {app: cart}}
spec:
  serviceAccountName: cart
  automountServiceAccountToken: true  # really?
  containers:
    - name: web
      image: ghcr.io/slipway-dev/cart:1.2.3
      # nothing is limited yet
"""


def _rules(text: str) -> set[str]:
    return {finding["rule"] for finding in json.loads(text)["findings"]}


def test_a_manifest_is_mended_on_request_only_and_keeps_its_comments(checkout: Path, platform: Platform) -> None:
    pod = checkout / "pod.yaml"
    pod.write_text(POD)
    before = _rules(platform("check", "pod.yaml", "-o", "json").stdout)
    assert {"SLIP-POD-004", "SLIP-POD-006", "SLIP-POD-008", "SLIP-POD-010", "SLIP-POD-021", "SLIP-POD-024"} <= before

    shown = platform("check", "pod.yaml", "--fix")
    assert shown.returncode == 1
    assert (
        "-  automountServiceAccountToken: true  # really?\n+  automountServiceAccountToken: false  # really?"
        in shown.stdout
    )
    assert "+        allowPrivilegeEscalation: false\n" in shown.stdout
    assert "--fix --yes writes it" in shown.stdout
    assert pod.read_text() == POD

    written = platform("check", "pod.yaml", "--fix", "--yes", "-o", "json")
    told = json.loads(written.stdout)
    assert told["fix"]["written"] is True
    after = _rules(written.stdout)
    assert not {"SLIP-POD-004", "SLIP-POD-006", "SLIP-POD-008", "SLIP-POD-010", "SLIP-POD-021", "SLIP-POD-024"} & after
    text = pod.read_text()
    assert text.startswith("# The cart.\n")
    assert text.endswith("      # nothing is limited yet\n")


def test_a_rendered_manifest_is_mended_in_its_spec(checkout: Path, platform: Platform) -> None:
    shutil.copytree(ROOT / "apps/order-service", checkout / "apps/order-service")
    spec = checkout / "apps/order-service/service.yaml"
    spec.write_text(spec.read_text().replace("replicas: 3", "replicas: 1  # for now"))
    assert platform("render").returncode == 0

    shown = platform("check", "apps", "--fix").stdout
    assert "-    replicas: 1  # for now\n+    replicas: 2  # for now\n" in shown
    assert "--- a/apps/order-service/dev/deployment.yaml" in shown
    platform("check", "apps", "--fix", "--yes")
    assert "replicas: 2  # for now\n" in spec.read_text()
    assert platform("render", "--check").returncode == 0


def test_a_rendered_manifest_that_was_edited_by_hand_is_rendered_anew(checkout: Path, platform: Platform) -> None:
    shutil.copytree(ROOT / "apps/order-service", checkout / "apps/order-service")
    deployment = checkout / "apps/order-service/dev/deployment.yaml"
    deployment.write_text(deployment.read_text().replace("runAsNonRoot: true", "runAsNonRoot: false"))
    assert "-        runAsNonRoot: false\n+        runAsNonRoot: true\n" in platform("check", "apps", "--fix").stdout
    assert platform("check", "apps", "--fix", "--yes").returncode == 0
    assert platform("render", "--check").returncode == 0


def test_a_chart_is_left_to_people(checkout: Path, platform: Platform) -> None:
    chart = checkout / "chart"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: cart\nversion: 1.0.0\n")
    (chart / "templates/pod.yaml").write_text(POD.replace("name: cart,", "name: {{ .Release.Name }},"))
    shown = platform("check", "chart", "--fix")
    assert "nothing that a program can mend" in shown.stdout
    assert "a template, perhaps" in shown.stdout


def test_it_is_a_diff_or_json_and_yes_is_for_it_alone(checkout: Path, platform: Platform) -> None:
    assert platform("check", ".", "--yes").returncode == 2
    assert platform("check", ".", "--fix", "-o", "sarif").returncode == 2


def test_no_diff_repeats_a_secret_beside_or_in_what_it_changes(checkout: Path, platform: Platform) -> None:
    beside = f"{POD}      env:\n        - {{name: DB_PASSWORD, value: hunter2-of-ours}}\n"
    inside = POD.partition("    - name")[0] + (
        "    - {name: web, image: 'x.example.com/a:1', env: [{name: DB_PASSWORD, value: hunter2-of-ours}]}\n"
    )
    for text in (beside, inside):
        (checkout / "pod.yaml").write_text(text)
        for form in ("text", "json"):
            shown = platform("check", "pod.yaml", "--fix", "-o", form).stdout
            assert "allowPrivilegeEscalation" in shown or "(hidden)" in shown
            assert "hunter2-of-ours" not in shown
        platform("check", "pod.yaml", "--fix", "--yes")
        assert "hunter2-of-ours" in (checkout / "pod.yaml").read_text()
