"""`platform render` as it is typed: what it prints, what it exits with, what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.render import render
from delivery.errors import SpecError

REPOSITORY = Path(__file__).parents[3]
SPEC = (REPOSITORY / "apps/order-service/service.yaml").read_text()


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with order-service, in which the command is typed."""
    (tmp_path / "apps/order-service").mkdir(parents=True)
    (tmp_path / "apps/order-service/service.yaml").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _typed(*words: str) -> Result:
    return CliRunner().invoke(render, words)


def _edit(checkout: Path, old: str, new: str) -> None:
    spec = checkout / "apps/order-service/service.yaml"
    assert old in spec.read_text()
    spec.write_text(spec.read_text().replace(old, new, 1))


def test_it_tells_by_service_and_environment_what_it_wrote(checkout: Path) -> None:
    assert _typed().output == "order-service  local    3 created\norder-service  dev      3 created\n"
    _edit(checkout, "replicas: 3", "replicas: 4")
    result = _typed("order-service")
    assert result.output == "order-service  local    3 unchanged\norder-service  dev      1 changed, 2 unchanged\n"
    assert result.exit_code == 0
    assert "  replicas: 4\n" in (checkout / "apps/order-service/dev/deployment.yaml").read_text()


def test_it_renders_one_environment_if_asked(checkout: Path) -> None:
    assert _typed("--env", "dev").output == "order-service  dev      3 created\n"
    assert not (checkout / "apps/order-service/local").exists()


def test_it_works_in_any_folder_of_the_checkout(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout / "apps/order-service")
    assert _typed().exit_code == 0
    assert (checkout / "apps/order-service/dev/deployment.yaml").exists()


def test_check_is_content_with_what_is_rendered() -> None:
    _typed()
    result = _typed("--check")
    assert (result.exit_code, result.output) == (0, "All manifests are as rendered.\n")


def test_check_exits_1_with_the_diff_and_writes_nothing(checkout: Path) -> None:
    _typed()
    deployment = checkout / "apps/order-service/dev/deployment.yaml"
    before = deployment.read_text()
    _edit(checkout, "replicas: 3", "replicas: 4")
    result = _typed("--check")
    assert result.exit_code == 1
    assert result.output.startswith(
        "--- a/apps/order-service/dev/deployment.yaml\n+++ b/apps/order-service/dev/deployment.yaml\n@@ "
    )
    assert "\n-  replicas: 3\n+  replicas: 4\n" in result.output
    assert result.output.endswith("1 file is not as rendered; type `platform render order-service`\n")
    assert deployment.read_text() == before


def test_the_diff_is_one_that_git_can_apply(checkout: Path) -> None:
    _typed()
    deployment = checkout / "apps/order-service/dev/deployment.yaml"
    deployment.write_text(deployment.read_text().replace("replicas: 3", "replicas: 1").rstrip("\n"))
    (checkout / "apps/order-service/local/service.yaml").unlink()
    (checkout / "apps/order-service/dev/old.yaml").write_text("# Rendered from an older program\n")
    diff, _, _ = _typed("--check").output.rpartition("3 files are not as rendered")
    subprocess.run(["git", "apply", "-"], input=diff, text=True, check=True, cwd=checkout)
    assert _typed("--check").exit_code == 0


def test_check_says_what_is_missing_and_what_is_stale(checkout: Path) -> None:
    _typed()
    (checkout / "apps/order-service/local/service.yaml").unlink()
    _edit(checkout, "  dev:\n    replicas: 3\n", "")
    result = _typed("--check")
    assert result.exit_code == 1
    assert "--- /dev/null\n+++ b/apps/order-service/local/service.yaml\n" in result.output
    assert "--- a/apps/order-service/dev/deployment.yaml\n+++ /dev/null\n" in result.output
    assert result.output.endswith("4 files are not as rendered; type `platform render order-service`\n")


def test_json_is_one_object_with_every_file() -> None:
    written = json.loads(_typed("--output", "json").stdout)
    assert written["summary"] == {
        "files": 6,
        "created": 6,
        "changed": 0,
        "removed": 0,
        "unchanged": 0,
        "written": True,
        "seconds": written["summary"]["seconds"],
    }
    assert written["files"][0] == {
        "file": "apps/order-service/local/deployment.yaml",
        "service": "order-service",
        "environment": "local",
        "action": "created",
        "diff": None,
    }


def test_json_of_check_holds_the_diffs(checkout: Path) -> None:
    _typed()
    _edit(checkout, "replicas: 3", "replicas: 4")
    result = _typed("--check", "--output", "json")
    assert result.exit_code == 1
    checked = json.loads(result.stdout)
    (changed,) = [file for file in checked["files"] if file["action"] == "changed"]
    assert "+  replicas: 4\n" in changed["diff"]
    assert checked["summary"]["written"] is False
    assert {file["diff"] for file in checked["files"] if file["action"] == "unchanged"} == {""}


def test_a_broken_spec_is_left_to_the_program_to_tell_and_nothing_is_written(checkout: Path) -> None:
    _edit(checkout, "128Mi", "128Mb")
    result = _typed()
    assert isinstance(result.exception, SpecError)
    assert result.exception.exit_status == 2
    line = SPEC[: SPEC.index("128Mi")].count("\n") + 1
    assert str(result.exception).startswith(f"apps/order-service/service.yaml:{line}: resources.requests.memory: ")
    assert [path.name for path in (checkout / "apps/order-service").iterdir()] == ["service.yaml"]


def test_a_checkout_without_services_has_nothing_to_render(checkout: Path) -> None:
    (checkout / "apps/order-service/service.yaml").unlink()
    assert _typed().output == "Nothing to render.\n"


def test_importing_the_command_imports_nothing_heavy() -> None:
    listing = "import sys, cli.render, cli.completion; print(*sorted(sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    modules = subprocess.run(
        [sys.executable, "-c", listing], check=True, capture_output=True, text=True, env=environment
    ).stdout.split()
    assert {"pydantic", "yaml", "rich", "difflib", "delivery"}.isdisjoint(modules)
