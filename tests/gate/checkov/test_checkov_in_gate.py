"""Checkov in whole runs of the gate."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from policies.gate.check import Options, Outcome, check
from policies.gate.engines.checkov import process
from policies.gate.engines.checkov.environment import Environment
from policies.gate.finding import Finding

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: cart
  namespace: shop
spec:
  containers:
  - name: cart
    image: registry.example.org/cart:1.2.3
    securityContext:
      privileged: true
"""


Run = Callable[..., Outcome]


@pytest.fixture
def run(installed: Environment, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    cache = tmp_path_factory.mktemp("cache")
    (checkout / "app").mkdir()

    def judged(*engines: str) -> Outcome:
        directory = checkout / "app"
        before = Path.cwd()
        os.chdir(directory)
        try:
            return check(["."], Options(engines=engines, directory=directory, cache=cache, jobs=1))
        finally:
            os.chdir(before)

    return judged


def of(outcome: Outcome, rule: str) -> list[Finding]:
    return [finding for finding in outcome.report.findings if finding.rule == rule]


def test_manifests_alone_start_no_checkov(run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("Checkov was started")

    monkeypatch.setattr(process, "start", refused)
    monkeypatch.setattr(process, "connect", refused)
    (checkout / "app" / "pod.yaml").write_text(POD)
    outcome = run()
    assert outcome.errors == ()
    assert outcome.status == 1


def test_what_both_engines_find_is_one_finding_that_names_both(run: Run, checkout: Path) -> None:
    (checkout / "app" / "pod.yaml").write_text(POD)
    outcome = run("opa", "checkov")
    (privileged,) = [one for one in outcome.report.findings if "CKV_K8S_16" in (*one.also, one.rule)]
    assert privileged.engine == "opa"
    assert privileged.also == ("CKV_K8S_16",)
    assert privileged.location.line == 11


def test_checkov_alone_asks_all_that_it_can(run: Run, checkout: Path) -> None:
    (checkout / "app" / "pod.yaml").write_text(POD)
    (found,) = of(run("checkov"), "CKV_K8S_16")
    assert (found.location.file, found.location.line, found.container) == ("pod.yaml", 11, "cart")
    assert (found.resource.kind, found.resource.name) == ("Pod", "cart")


def test_a_dockerfile_is_judged_and_a_second_run_is_answered_from_the_cache(
    run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "app" / "Dockerfile").write_text(
        "# checkov:skip=CKV_DOCKER_2:a job\nFROM registry.example.org/a:1\nUSER root\n"
    )
    first = run()
    (root,) = of(first, "CKV_DOCKER_8")
    assert (root.location.file, root.location.line, root.resource.kind) == ("Dockerfile", 3, "Dockerfile")
    (skipped,) = of(first, "CKV_DOCKER_2")
    assert (skipped.waived, skipped.waiver) == (True, "a job")
    assert first.report.summary.waived == 1
    (notice,) = of(first, "SLIP-WAIVER-008")
    assert (notice.engine, notice.severity.word, notice.location.line) == ("gate", "notice", 1)
    assert "`platform waive CKV_DOCKER_2 Dockerfile/Dockerfile …`" in notice.message

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("Checkov was asked again")

    monkeypatch.setattr(process, "connect", refused)
    assert run().report.findings == first.report.findings


def test_checkov_killed_in_mid_run_is_exit_2_with_the_reason(
    run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "app" / "Dockerfile").write_text("FROM registry.example.org/a:1\nUSER 10001\nHEALTHCHECK CMD a\n")
    connect = process.connect

    def killed(*arguments: object, **options: object) -> process.Worker:
        worker = connect(*arguments, **options)  # type: ignore[arg-type]
        os.kill(worker.process, signal.SIGKILL)
        return worker

    monkeypatch.setattr(process, "connect", killed)
    outcome = run()
    assert outcome.status == 2
    assert "Checkov's worker ended" in outcome.errors[0]
    monkeypatch.undo()
    assert run().status == 0


def test_a_skip_that_the_change_brings_holds_only_once_it_is_merged(
    run: Run, checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = checkout / "app" / "Dockerfile"
    file.write_text("# checkov:skip=CKV_DOCKER_2:a job\nFROM registry.example.org/a:1\n")
    git = ("git", "-C", str(checkout), "-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "a"], check=True)
    file.write_text(
        "# checkov:skip=CKV_DOCKER_2:a job\n# checkov:skip=CKV_DOCKER_3:a job\nFROM registry.example.org/a:1\n"
    )
    options = Options(directory=checkout / "app", cache=tmp_path_factory.mktemp("trusted"), jobs=1, trusted_ref="HEAD")
    before = Path.cwd()
    os.chdir(checkout / "app")
    try:
        outcome = check(["."], options)
    finally:
        os.chdir(before)
    assert [one.waived for one in of(outcome, "CKV_DOCKER_2")] == [True]
    assert [one.waived for one in of(outcome, "CKV_DOCKER_3")] == [False]
    assert [one.waived for one in of(run(), "CKV_DOCKER_3")] == [True]
