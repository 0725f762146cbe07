"""Putting rendered files in their places: all of them or none, and nobody else's."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from delivery.errors import NotOursError, ServiceNotFoundError
from delivery.render import find_checkout, plan, write
from toolchain.errors import Busy, SlipwayError

Files = Callable[[], dict[str, bytes]]
Edit = Callable[..., None]
ALL_OF_SHOP = [
    f"apps/shop/{environment}/{kind}.yaml"
    for environment in ("local", "dev")
    for kind in ("deployment", "service", "serviceaccount")
]


def _render(checkout: Path, *services: str, environment: str | None = None) -> dict[str, str]:
    changes = plan(checkout, services, environment)
    write(checkout, changes)
    return {str(change.path): change.action for change in changes}


def test_rendering_writes_one_file_a_kind_and_environment(checkout: Path, files: Files) -> None:
    assert _render(checkout) == dict.fromkeys(ALL_OF_SHOP, "created")
    assert sorted(files()) == sorted([*ALL_OF_SHOP, "apps/shop/service.yaml"])


def test_each_file_says_where_it_comes_from_and_which_command_makes_it(checkout: Path) -> None:
    _render(checkout)
    first, second = (checkout / "apps/shop/dev/service.yaml").read_text().splitlines()[:2]
    assert first.startswith("# Rendered from apps/shop/service.yaml by `platform render shop --env dev`")
    assert second == "apiVersion: v1"


def test_rendering_again_touches_no_file(checkout: Path) -> None:
    _render(checkout)
    before = {path: path.stat().st_mtime_ns for path in checkout.rglob("*")}
    assert set(_render(checkout).values()) == {"unchanged"}
    assert {path: path.stat().st_mtime_ns for path in checkout.rglob("*")} == before


def test_planning_writes_nothing(checkout: Path, files: Files) -> None:
    before = files()
    plan(checkout)
    assert files() == before


def test_only_what_differs_is_written(checkout: Path, edit: Edit) -> None:
    _render(checkout)
    edit("replicas: 3", "replicas: 4")
    changed = [path for path, action in _render(checkout).items() if action != "unchanged"]
    assert changed == ["apps/shop/dev/deployment.yaml"]


def test_a_hand_edit_of_a_rendered_file_is_undone(checkout: Path, files: Files) -> None:
    _render(checkout)
    before = files()
    deployment = checkout / "apps/shop/dev/deployment.yaml"
    deployment.write_text(deployment.read_text().replace("replicas: 3", "replicas: 30"))
    assert _render(checkout)["apps/shop/dev/deployment.yaml"] == "changed"
    assert files() == before


def test_a_rendered_file_that_nothing_renders_any_more_is_removed(checkout: Path, edit: Edit) -> None:
    _render(checkout)
    edit("ports:\n  http: 8080\nprobes:\n  liveness: {path: /healthz}\n  readiness: {path: /healthz}\n", "")
    assert _render(checkout)["apps/shop/dev/service.yaml"] == "removed"
    assert sorted(path.name for path in (checkout / "apps/shop/dev").iterdir()) == [
        "deployment.yaml",
        "serviceaccount.yaml",
    ]


def test_the_folder_of_an_environment_that_is_gone_goes_with_it(checkout: Path, edit: Edit) -> None:
    _render(checkout)
    edit("  dev:\n    replicas: 3\n", "")
    _render(checkout)
    assert not (checkout / "apps/shop/dev").exists()
    assert (checkout / "apps/shop/local").is_dir()


def test_what_was_rendered_for_a_service_that_is_gone_is_removed_and_its_code_stays(checkout: Path) -> None:
    _render(checkout)
    (checkout / "apps/shop/src").mkdir()
    (checkout / "apps/shop/src/main.py").write_text("")
    (checkout / "apps/shop/service.yaml").unlink()
    assert set(_render(checkout).values()) == {"removed"}
    assert [path.name for path in (checkout / "apps/shop").iterdir()] == ["src"]


def test_files_that_people_wrote_are_left_alone(checkout: Path, edit: Edit, files: Files) -> None:
    _render(checkout)
    theirs = {
        "apps/shop/dev/extra.yaml": b"kind: ConfigMap\n",
        "apps/shop/dev/notes.txt": b"# Rendered from memory\n",
        "apps/shop/dev/binary.yaml": b"\xff\xfe",
        "apps/shop/old/deployment.yaml": b"# Rendered from elsewhere\n",
    }
    for path, content in theirs.items():
        (checkout / path).parent.mkdir(exist_ok=True)
        (checkout / path).write_bytes(content)
    edit("  dev:\n    replicas: 3\n", "")
    _render(checkout)
    after = files()
    assert {path: after[path] for path in theirs} == theirs
    assert "apps/shop/dev/deployment.yaml" not in after


def test_a_file_that_people_wrote_is_not_overwritten(checkout: Path, files: Files) -> None:
    (checkout / "apps/shop/dev").mkdir()
    (checkout / "apps/shop/dev/deployment.yaml").write_text("kind: Deployment\n")
    before = files()
    with pytest.raises(NotOursError, match=r"^apps/shop/dev/deployment\.yaml: was not rendered, and a rendered file"):
        plan(checkout)
    assert files() == before


def test_one_broken_spec_keeps_all_services_from_being_written(checkout: Path, files: Files) -> None:
    (checkout / "apps/zoo").mkdir()
    (checkout / "apps/zoo/service.yaml").write_text("apiVersion: slipway/v1\n")
    before = files()
    with pytest.raises(SlipwayError, match=r"apps/zoo/service\.yaml:1: environments: names no environment"):
        _render(checkout)
    assert files() == before


def test_a_disk_that_fills_up_half_way_leaves_everything_as_it_was(
    checkout: Path, edit: Edit, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    _render(checkout)
    edit("replicas: 3", "replicas: 4\n  staging:")
    edit('"1.0"', '"2.0"')
    before = files()
    written = []

    def filling_up(handle: int) -> None:
        written.append(handle)
        if len(written) == 3:
            raise OSError(28, os.strerror(28))

    monkeypatch.setattr("os.fsync", filling_up)
    with pytest.raises(SlipwayError, match="No space left on device"):
        _render(checkout)
    assert len(written) == 3
    assert files() == before
    assert not (checkout / "apps/shop/staging").exists()


def test_what_a_killed_run_left_beside_is_taken_away(checkout: Path, files: Files) -> None:
    _render(checkout)
    before = files()
    (checkout / "apps/shop/dev/.deployment.yaml.beside").write_text("half a fi")
    _render(checkout)
    assert files() == before


def test_two_renders_at_once_wait_for_each_other(checkout: Path) -> None:
    holder = os.open(checkout / "apps", os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    changes = plan(checkout)
    with pytest.raises(Busy, match="another process renders here; wait for it and run this again"):
        write(checkout, changes, wait_seconds=0)
    started = time.monotonic()
    threading.Timer(0.3, os.close, [holder]).start()
    write(checkout, changes, wait_seconds=30)
    assert time.monotonic() - started > 0.2
    assert (checkout / ALL_OF_SHOP[0]).exists()


def test_one_service_and_one_environment_can_be_picked(checkout: Path) -> None:
    shop = (checkout / "apps/shop/service.yaml").read_text()
    (checkout / "apps/zoo").mkdir()
    (checkout / "apps/zoo/service.yaml").write_text(shop.replace("name: shop", "name: zoo"))
    assert list(_render(checkout, "zoo", environment="dev")) == [
        "apps/zoo/dev/deployment.yaml",
        "apps/zoo/dev/service.yaml",
        "apps/zoo/dev/serviceaccount.yaml",
    ]


@pytest.mark.parametrize(
    ("services", "environment", "sentence"),
    [
        (["shp"], None, 'there is no service "shp" in apps; write "shop"'),
        (["\x9b31m"], None, 'there is no service "\\x9b31m" in apps; write one of shop'),
        (["../etc"], None, 'there is no service "../etc" in apps; write one of shop'),
        (["shop"], "loacl", 'there is no environment "loacl"; write "local"'),
        (["shop"], "Q", 'there is no environment "Q"; write one of local, dev, staging, prod'),
        (
            ["shop"],
            "prod",
            "apps/shop/service.yaml: environments: prod is not among them; add prod: {} there",
        ),
    ],
)
def test_a_service_or_environment_that_is_not_there_is_named_with_the_nearest(
    checkout: Path, services: list[str], environment: str | None, sentence: str
) -> None:
    with pytest.raises(ServiceNotFoundError) as caught:
        plan(checkout, services, environment)
    assert str(caught.value) == sentence


def test_the_checkout_is_found_from_any_folder_in_it(checkout: Path) -> None:
    assert find_checkout(checkout / "apps/shop") == checkout


def test_outside_of_a_checkout_there_is_nothing_to_render(tmp_path: Path) -> None:
    with pytest.raises(ServiceNotFoundError, match="has a folder apps; change into a checkout"):
        find_checkout(tmp_path)
