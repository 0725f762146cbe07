"""Releases through the whole gate: a change of a service in an environment, judged by its history."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from policies.gate.check import Options, check
from policies.gate.finding import Finding
from tests.gate.conftest import ROOT
from tests.unit.policies.repository import Repository
from tests.unit.policies.test_release import deployment, file

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DIGEST = "cart:2@sha256:" + "2" * 64


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    shutil.copytree(ROOT / "policies" / "rego", made.folder / "policies" / "rego")
    (made.folder / "stacks").mkdir()
    shutil.copy(ROOT / "Pulumi.yaml", made.folder)
    return made


def released(repository: Repository, ref: str = "main") -> list[Finding]:
    """Give what the rules on releases say of what differs from a ref."""
    options = Options(
        engines=("opa",),
        changed_since=ref,
        directory=repository.folder,
        cache=repository.folder / "cache",
        now=NOW,
        jobs=1,
    )
    outcome = check([], options)
    assert outcome.errors == ()
    return [one for one in outcome.report.findings if one.rule.startswith("SLIP-RELEASE-")]


def merged(repository: Repository, monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    """Merge an image into staging, some hours ago; prod runs an older one."""
    monkeypatch.setenv("GIT_COMMITTER_DATE", f"{NOW.timestamp() - hours * 3600:.0f} +0000")
    repository.commit({file("staging"): deployment(DIGEST), file("prod"): deployment("cart:1")})


def test_an_image_that_ran_long_enough_may_go_to_prod(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    merged(repository, monkeypatch, hours=30)
    repository.write({file("prod"): deployment(DIGEST)})
    assert released(repository) == []


def test_an_image_that_ran_too_short_is_stopped_at_its_line(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    merged(repository, monkeypatch, hours=2)
    repository.write({file("prod"): deployment(DIGEST)})
    (finding,) = released(repository)
    assert (finding.rule, finding.message) == (
        "SLIP-RELEASE-002",
        "cart in prod: its images have run in staging for 2 h of 24 h",
    )
    assert (finding.location.file, finding.location.line) == (file("prod"), 9)
    assert (finding.resource.kind, finding.resource.namespace, finding.resource.name) == ("Release", "prod", "cart")


def test_another_image_than_staging_has_is_stopped(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    merged(repository, monkeypatch, hours=30)
    repository.write({file("prod"): deployment("cart:3")})
    assert [one.rule for one in released(repository)] == ["SLIP-RELEASE-003"]


def test_staging_and_prod_in_one_change_are_stopped(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    merged(repository, monkeypatch, hours=30)
    repository.write({file("staging"): deployment("cart:3"), file("prod"): deployment("cart:3")})
    assert [one.rule for one in released(repository)] == ["SLIP-RELEASE-004"]


def test_a_freeze_of_the_settings_stops_a_change_without_images(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze = (
        'freezes: [{environments: [prod], from: "2026-11-25T00:00:00Z", until: "2026-11-26T00:00:00Z", reason: sale}]\n'
    )
    repository.write({"policies/settings.yaml": freeze})
    merged(repository, monkeypatch, hours=30)
    repository.write({file("prod"): deployment("cart:1") + "# said\n"})
    assert [one.message for one in released(repository)] == [
        "cart in prod changes during a freeze until 2026-11-26T00:00:00Z: sale"
    ]


def test_the_order_of_environments_can_be_set(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write({"policies/settings.yaml": "environmentOrder: [beta, live]\nsoakHours: {live: 1}\n"})
    repository.commit({file("beta"): deployment("cart:1"), file("live"): deployment("cart:1")})
    repository.write({file("live"): deployment("cart:2")})
    assert [one.message for one in released(repository)] == ["cart in live: cart:2 doesn't run in beta"]


def test_a_run_over_everything_asks_nothing_of_releases(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    merged(repository, monkeypatch, hours=2)
    repository.write({file("prod"): deployment(DIGEST)})
    options = Options(engines=("opa",), directory=repository.folder, cache=repository.folder / "cache", now=NOW, jobs=1)
    assert not any(one.rule.startswith("SLIP-RELEASE-") for one in check([], options).report.findings)


def test_a_release_that_can_not_be_read_is_no_pass(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    merged(repository, monkeypatch, hours=30)
    repository.write({file("prod"): "a: [b\n"})
    options = Options(
        engines=("opa",), changed_since="main", directory=repository.folder, cache=repository.folder / "cache", jobs=1
    )
    assert check([], options).status == 2
