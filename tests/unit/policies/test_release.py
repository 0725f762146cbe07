"""What a change brings to services, told from Git."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from policies.errors import InputError
from policies.gate.history import History
from policies.gate.release import Release, releases_since
from tests.unit.policies.repository import Repository

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OLD = "2026-11-01T08:00:00+00:00"
NEW = "2026-11-20T08:00:00+00:00"


def deployment(*images: str) -> str:
    containers = "".join(f"\n      - name: c{number}\n        image: {image}" for number, image in enumerate(images))
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\nspec:\n  template:\n    spec:\n"
        f"      containers:{containers}\n"
    )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def file(environment: str, service: str = "cart") -> str:
    return f"apps/{service}/{environment}/deployment.yaml"


def at(monkeypatch: pytest.MonkeyPatch, time: str) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", time)
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2020-01-01T00:00:00+00:00")


def told(repository: Repository, base: str, order: tuple[str, ...] = ("dev", "staging", "prod")) -> tuple[Release, ...]:
    return releases_since(History(repository.folder), base, NOW, order)


def test_nothing_changed_is_no_release(repository: Repository) -> None:
    base = repository.commit({file("prod"): deployment("cart:1")})
    assert told(repository, base) == ()


def test_a_change_tells_what_ran_and_what_is_to_run(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, OLD)
    base = repository.commit({file("prod"): deployment("cart:1"), file("staging"): deployment("cart:2", "side:1")})
    repository.write({file("prod"): deployment("cart:2", "side:1")})
    (release,) = told(repository, base)
    assert release.change == {
        "now": "2026-11-25T12:00:00Z",
        "service": "cart",
        "environment": "prod",
        "file": file("prod"),
        "from": ["cart:1"],
        "to": ["cart:2", "side:1"],
        "before": {"environment": "staging", "images": ["cart:2", "side:1"], "since": OLD, "changed": False},
    }
    assert (release.file, release.line) == (file("prod"), 9)


def test_time_is_when_the_images_came_and_not_when_something_else_changed(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, OLD)
    repository.commit({file("staging"): deployment("cart:1"), file("prod"): deployment("cart:1")})
    at(monkeypatch, NEW)
    repository.commit({file("staging"): deployment("cart:2")})
    at(monkeypatch, "2026-11-24T08:00:00+00:00")
    base = repository.commit({file("staging"): deployment("cart:2") + "# said\n", "apps/cart/staging/x.yaml": "a: b\n"})
    repository.write({file("prod"): deployment("cart:2")})
    assert told(repository, base)[0].change["before"]["since"] == NEW


def test_an_image_that_comes_back_has_run_since_it_came_back(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for time, image in ((OLD, "cart:1"), ("2026-11-10T08:00:00+00:00", "cart:2"), (NEW, "cart:1")):
        at(monkeypatch, time)
        base = repository.commit({file("staging"): deployment(image), file("prod"): deployment("cart:0")})
    repository.write({file("prod"): deployment("cart:1")})
    assert told(repository, base)[0].change["before"]["since"] == NEW


def test_a_merge_counts_from_its_own_time(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, OLD)
    repository.commit({file("staging"): deployment("cart:1"), file("prod"): deployment("cart:1")})
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit({file("staging"): deployment("cart:2")})
    repository.git("checkout", "--quiet", "main")
    at(monkeypatch, NEW)
    repository.git("merge", "--quiet", "--no-ff", "--message", "merge", "side")
    repository.write({file("prod"): deployment("cart:2")})
    assert told(repository, repository.git("rev-parse", "HEAD"))[0].change["before"]["since"] == NEW


def test_a_change_of_both_environments_is_told(repository: Repository) -> None:
    base = repository.commit({file("staging"): deployment("cart:1"), file("prod"): deployment("cart:1")})
    repository.write({file("staging"): deployment("cart:2"), file("prod"): deployment("cart:2")})
    prod, staging = told(repository, base)
    assert (prod.environment, prod.change["before"]["changed"]) == ("prod", True)
    assert prod.change["before"]["images"] == ["cart:1"]
    assert (staging.environment, staging.change["before"]) == ("staging", None)


def test_a_change_without_new_images_is_a_release_too(repository: Repository) -> None:
    base = repository.commit({file("prod"): deployment("cart:1")})
    repository.write({file("prod"): deployment("cart:1") + "# said\n"})
    (release,) = told(repository, base)
    assert release.change["from"] == release.change["to"] == ["cart:1"]
    assert (release.line, release.change["before"]) == (1, None)


def test_a_new_service_ran_nothing(repository: Repository) -> None:
    base = repository.commit({"README.md": "x"})
    repository.write({file("prod"): deployment("cart:1")})
    (release,) = told(repository, base)
    assert (release.change["from"], release.change["to"]) == ([], ["cart:1"])


def test_a_service_that_goes_runs_nothing_any_more(repository: Repository) -> None:
    base = repository.commit({file("prod"): deployment("cart:1")})
    (repository.folder / file("prod")).unlink()
    (release,) = told(repository, base)
    assert (release.change["from"], release.change["to"], release.line) == (["cart:1"], [], 1)


def test_an_environment_that_the_service_lacks_is_passed_over(repository: Repository) -> None:
    base = repository.commit({file("dev"): deployment("cart:2"), file("prod"): deployment("cart:1")})
    repository.write({file("prod"): deployment("cart:2")})
    assert told(repository, base)[0].change["before"]["environment"] == "dev"


def test_order_of_environments_can_be_set(repository: Repository) -> None:
    base = repository.commit({file("beta"): deployment("cart:2"), file("live"): deployment("cart:1")})
    repository.write({file("live"): deployment("cart:2")})
    assert told(repository, base, ("beta", "live"))[0].change["before"]["environment"] == "beta"
    assert told(repository, base)[0].change["before"] is None


def test_other_files_are_no_release(repository: Repository) -> None:
    base = repository.commit({"README.md": "x"})
    repository.write(
        {"apps/cart/service.yaml": "a: b", "apps/cart/prod/notes.md": "x", "apps/cart/src/a/b.yaml": "a: b"}
    )
    assert told(repository, base) == ()


def test_in_a_shallow_clone_the_time_is_not_known(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, OLD)
    repository.commit({file("staging"): deployment("cart:1"), file("prod"): deployment("cart:0")})
    repository.commit({"README.md": "x"})
    repository.git("clone", "--quiet", "--depth", "1", f"file://{repository.folder}", str(tmp_path / "shallow"))
    history = History(tmp_path / "shallow")
    (tmp_path / "shallow" / file("prod")).write_text(deployment("cart:1"))
    (release,) = releases_since(history, "HEAD", NOW)
    assert release.change["before"]["since"] is None


def test_a_manifest_that_is_broken_is_an_error(repository: Repository) -> None:
    base = repository.commit({file("prod"): deployment("cart:1")})
    repository.write({file("prod"): "a: [b\n"})
    with pytest.raises(InputError, match=r"apps/cart/prod/deployment\.yaml"):
        told(repository, base)


def test_a_commit_that_is_not_there_is_an_error(repository: Repository) -> None:
    repository.commit({file("prod"): deployment("cart:1")})
    repository.write({file("prod"): deployment("cart:2")})
    with pytest.raises(InputError, match="git can't tell what is released"):
        told(repository, "0" * 40)
