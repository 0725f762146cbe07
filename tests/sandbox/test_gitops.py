"""Git leads: what is committed is live within seconds, what is edited by hand goes back, what is removed goes away."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

SECONDS_TO_LIVE = 10.0
"""The budget of a commit, and of everything else that happens by itself."""

SERVICE = "gitops-probe"
FOLDER = Path("apps", SERVICE, "local")


class Sandbox(Protocol):
    """What these tests need of the fixture `sandbox`."""

    @property
    def checkout(self) -> Path: ...

    def kubectl(self, *arguments: str, check: bool = True) -> str: ...

    def commit(self, message: str) -> str: ...

    def eventually(self, look: Callable[[], object], seconds: float, what: str) -> float: ...


class Probe:
    """A service of ConfigMaps, whose content tells which commit is live."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def write(self, name: str, value: str) -> None:
        """Write a ConfigMap's manifest, without committing it."""
        manifest = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": name, "namespace": "local"},
            "data": {"value": value},
        }
        path = self.sandbox.checkout / FOLDER / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(manifest) + "\n")

    def live(self, name: str) -> str:
        """Give a ConfigMap's value in the cluster; empty if there is none."""
        return self.sandbox.kubectl(
            *("-n", "local", "get", "configmap", name, "--ignore-not-found", "-o", "jsonpath={.data.value}")
        )

    def application(self) -> str:
        """Give the Application's sync and health status; empty if there is none."""
        return self.sandbox.kubectl(
            *("-n", "argocd", "get", "applications.argoproj.io", f"{SERVICE}-local", "--ignore-not-found"),
            *("-o", "jsonpath={.status.sync.status} {.status.health.status}"),
        ).strip()

    def await_live(self, name: str, value: str) -> float:
        """Wait until a ConfigMap has a value."""
        return self.sandbox.eventually(
            lambda: self.live(name) == value, SECONDS_TO_LIVE, f"configmap {name} to hold {value!r}"
        )


@pytest.fixture(scope="module")
def probe(sandbox: Sandbox) -> Iterator[Probe]:
    """The service, synced; it is removed at the end."""
    made = Probe(sandbox)
    made.write("probe-lead", "first")
    made.write("probe-other", "first")
    sandbox.commit("add the probe")
    made.await_live("probe-lead", "first")
    sandbox.eventually(lambda: made.application() == "Synced Healthy", SECONDS_TO_LIVE, "the Application to be Synced")
    yield made
    shutil.rmtree(sandbox.checkout / "apps" / SERVICE, ignore_errors=True)
    sandbox.commit("remove the probe")
    sandbox.eventually(lambda: made.application() == "", 30, "the Application to be gone")


def test_a_commit_is_live_within_10_seconds(probe: Probe) -> None:
    for value in ("second", "third"):
        probe.write("probe-lead", value)
        probe.sandbox.commit(f"make it {value}")
        probe.await_live("probe-lead", value)


def test_the_last_of_several_quick_commits_is_live_within_10_seconds(probe: Probe) -> None:
    for number in range(5):
        probe.write("probe-lead", f"quick {number}")
        probe.sandbox.commit(f"quick {number}")
        time.sleep(0.7)
    probe.await_live("probe-lead", "quick 4")


def test_a_hand_edit_is_reverted(probe: Probe) -> None:
    before = probe.live("probe-lead")
    for edit in ("by hand", "again"):
        probe.sandbox.kubectl(
            *("-n", "local", "patch", "configmap", "probe-lead", "--type=merge"),
            *("-p", json.dumps({"data": {"value": edit}})),
        )
        probe.await_live("probe-lead", before)


def test_what_was_deleted_by_hand_comes_back(probe: Probe) -> None:
    before = probe.live("probe-lead")
    probe.sandbox.kubectl("-n", "local", "delete", "configmap", "probe-lead")
    probe.await_live("probe-lead", before)


def test_a_removed_file_is_pruned_and_its_neighbour_stays(probe: Probe) -> None:
    (probe.sandbox.checkout / FOLDER / "probe-other.yaml").unlink()
    probe.sandbox.commit("remove the other")
    probe.await_live("probe-other", "")
    assert probe.live("probe-lead") != ""


def test_a_new_folder_gets_an_application_and_loses_it_with_the_folder(probe: Probe) -> None:
    sandbox = probe.sandbox
    folder = sandbox.checkout / "apps" / "gitops-guest" / "local"
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "guest"}, "data": {"value": "here"}}
    folder.mkdir(parents=True)
    (folder / "guest.yaml").write_text(json.dumps(manifest))
    sandbox.commit("add a guest")
    probe.await_live("guest", "here")
    shutil.rmtree(folder.parent)
    sandbox.commit("remove the guest")
    sandbox.eventually(lambda: probe.live("guest") == "", 30, "the guest's ConfigMap to be gone")
    applications = "jsonpath={.items[*].metadata.name}"
    sandbox.eventually(
        lambda: "gitops-guest" not in sandbox.kubectl("-n", "argocd", "get", "applications", "-o", applications),
        30,
        "the guest's Application to be gone",
    )


def test_a_broken_manifest_changes_nothing_and_the_mended_one_is_live(probe: Probe) -> None:
    before = probe.live("probe-lead")
    broken = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: [\n"
    (probe.sandbox.checkout / FOLDER / "probe-lead.yaml").write_text(broken)
    probe.sandbox.commit("break it")
    probe.sandbox.eventually(
        lambda: probe.application().startswith("Unknown"), SECONDS_TO_LIVE, "Argo CD to complain of the manifest"
    )
    assert probe.live("probe-lead") == before
    probe.write("probe-lead", "mended")
    probe.sandbox.commit("mend it")
    probe.await_live("probe-lead", "mended")


def test_what_git_does_not_hold_is_left_alone(probe: Probe) -> None:
    kubectl = probe.sandbox.kubectl
    kubectl("-n", "local", "create", "configmap", "not-in-git", "--from-literal=value=mine")
    try:
        probe.write("probe-lead", "beside it")
        probe.sandbox.commit("change beside it")
        probe.await_live("probe-lead", "beside it")
        assert probe.live("not-in-git") == "mine"
    finally:
        kubectl("-n", "local", "delete", "configmap", "not-in-git")
