"""The recipes for CI systems, run step by step on a pull request that is broken on purpose."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from tests.gate.conftest import ROOT

RECIPES = ROOT / "docs/how-to/gate"
BROKEN = RECIPES / "broken/apps"

MAKE = f"""#!/bin/sh
# Stands for `make -C FOLDER environment`: the gate of this checkout is that of the target branch.
[ "$1" = -C ] && [ "$3" = environment ] || exit 9
mkdir -p "$2/.venv/bin"
printf '#!/bin/sh\\nexec {ROOT}/.venv/bin/platform "$@"\\n' > "$2/.venv/bin/platform"
chmod +x "$2/.venv/bin/platform"
"""

GH = """#!/bin/sh
# Stands for GitHub's command: it writes down what it is asked, and tells of the comment that is there.
printf '%s\\n' "$*" >> "$GH_LOG"
case "$*" in *--paginate*) printf '%s' "$GH_KNOWN" ;; esac
"""


@dataclass
class Ci:
    """A machine of a CI system with a pull request checked out."""

    work: Path
    base: str
    temp: Path
    env: dict[str, str] = field(default_factory=dict)

    def shell(self, script: str, shell: str, more: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a step."""
        environment = {**os.environ, **self.env, **more}
        return subprocess.run(
            [shell, "-e", "-c", script],
            cwd=self.work,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


def _git(folder: Path, *words: str) -> str:
    name = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    return subprocess.run(["git", *name, *words], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def _executable(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def ci(tmp_path: Path) -> Ci:
    """A pull request that adds the broken service; `make` and `gh` are stand-ins."""
    work, temp, tools = tmp_path / "work", tmp_path / "temp", tmp_path / "bin"
    for folder in (work / "policies", temp, tools):
        folder.mkdir(parents=True)
    shutil.copytree(ROOT / "policies/rego", work / "policies/rego")
    (work / ".gitignore").write_text(".venv\n")
    _git(work, "init", "--quiet", "--initial-branch=main")
    _git(work, "add", "--all")
    _git(work, "commit", "--quiet", "--message=base")
    base = _git(work, "rev-parse", "HEAD")
    _git(work, "checkout", "--quiet", "-b", "cart")
    shutil.copytree(BROKEN, work / "apps")
    _git(work, "add", "--all")
    _git(work, "commit", "--quiet", "--message=cart")
    _executable(tools / "make", MAKE)
    _executable(tools / "gh", GH)
    env = {"PATH": f"{tools}:{os.environ['PATH']}", "GH_LOG": str(temp / "gh.log"), "GH_KNOWN": ""}
    return Ci(work, base, temp, env)


EXPECTED = {
    ("apps/cart/prod/deployment.yaml", "SLIP-POD-001"),
    ("apps/cart/prod/deployment.yaml", "SLIP-SEC-002"),
    ("apps/cart/prod/deployment.yaml", "SLIP-IMG-002"),
    ("apps/cart/prod/role.yaml", "SLIP-RBAC-006"),
}
"""What is broken on purpose."""


@dataclass
class Github:
    """What a run of the workflow came to."""

    status: int
    log: str
    outputs: dict[str, str]
    summary: str
    skipped: list[str]


def _github(ci: Ci, *, fork: bool = False, push: bool = False) -> Github:
    """Run the workflow's `run:` steps as GitHub's runner does; what it doesn't know of the syntax fails the test."""
    workflow = yaml.safe_load((RECIPES / "github-workflow.yml").read_text())
    (job,) = workflow["jobs"].values()
    known = {
        "github.event.pull_request.base.sha": "" if push else ci.base,
        "github.token": "token",
        "github.repository": "example/shop",
        "github.event.pull_request.number": "7",
    }
    files = {name: ci.temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    outputs: dict[str, str] = {}
    log, skipped = "", []
    same = not fork
    conditions = {
        "steps.judge.outputs.sarif && (github.event_name == 'push' || "
        "github.event.pull_request.head.repo.full_name == github.repository)": push or same,
        "github.event_name == 'pull_request' && "
        "github.event.pull_request.head.repo.full_name == github.repository": same and not push,
    }

    def filled(value: str) -> str:
        table = {**known, **{f"steps.judge.outputs.{key}": each for key, each in outputs.items()}}
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda match: table[match[1]], value)

    status = 0
    for step in job["steps"]:
        if "if" in step and not conditions[step["if"]]:
            skipped.append(step["name"])
            continue
        if "run" not in step:
            continue
        more = {key: filled(value) for key, value in {**job["env"], **step.get("env", {})}.items()}
        more |= {name: str(file) for name, file in files.items()} | {"RUNNER_TEMP": str(ci.temp)}
        ended = ci.shell(step["run"], "bash", more)
        log += ended.stdout
        status = ended.returncode
        if files["GITHUB_OUTPUT"].exists():
            outputs |= dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        if status:
            log += ended.stderr
            break
    summary = files["GITHUB_STEP_SUMMARY"].read_text() if files["GITHUB_STEP_SUMMARY"].exists() else ""
    return Github(status, log, outputs, summary, skipped)


def _annotated(log: str) -> set[tuple[str, str]]:
    return set(re.findall(r"^::\w+ file=([^,]+),.*?title=\w+%3A (\S+)", log, re.MULTILINE))


def test_github_annotates_uploads_comments_and_fails(ci: Ci) -> None:
    run = _github(ci)
    assert run.status == 1, run.log
    assert _annotated(run.log) >= EXPECTED
    sarif = json.loads(Path(run.outputs["sarif"]).read_text())
    assert {result["ruleId"] for result in sarif["runs"][0]["results"]} >= {rule for _, rule in EXPECTED}
    assert run.summary.startswith("## ❌ The gate fails")
    asked = (ci.temp / "gh.log").read_text().splitlines()
    assert asked[1] == f"api --method POST repos/example/shop/issues/7/comments --field body=@{ci.temp}/gate.md"
    assert "correct-horse-battery" not in run.log + run.summary + json.dumps(sarif) + (ci.temp / "gate.md").read_text()


def test_github_changes_its_own_comment_the_next_time(ci: Ci) -> None:
    ci.env["GH_KNOWN"] = "42\n"
    _github(ci)
    asked = (ci.temp / "gh.log").read_text().splitlines()
    assert asked[1].startswith("api --method PATCH repos/example/shop/issues/comments/42 ")


def test_github_from_a_fork_still_judges_and_writes_nothing(ci: Ci) -> None:
    run = _github(ci, fork=True)
    assert run.status == 1
    assert run.skipped == ["Show the findings as alerts", "Comment"]
    assert _annotated(run.log) >= EXPECTED


def test_github_passes_once_the_change_is_mended(ci: Ci) -> None:
    shutil.rmtree(ci.work / "apps")
    (ci.work / "readme.md").write_text("mended\n")
    run = _github(ci)
    assert run.status == 0, run.log
    assert run.summary.startswith("## ✅ The gate passes")


def test_github_on_a_push_judges_everything_by_what_was_pushed(ci: Ci) -> None:
    run = _github(ci, push=True)
    assert run.status == 1
    assert run.skipped == ["Comment"]
    assert _annotated(run.log) >= EXPECTED


def test_github_is_not_switched_off_by_the_change_itself(ci: Ci) -> None:
    shutil.rmtree(ci.work / "policies/rego/pods")
    (ci.work / "policies/waivers.yaml").write_text(
        "waivers:\n  - {rule: SLIP-SEC-002, resource: Deployment/shop/cart, reason: mine, owner: me, "
        "created: 2026-01-01, expires: 2999-01-01}\n"
    )
    _git(ci.work, "add", "--all")
    _git(ci.work, "commit", "--quiet", "--message=off")
    run = _github(ci)
    assert run.status == 1
    assert _annotated(run.log) >= {("apps/cart/prod/deployment.yaml", "SLIP-POD-001")}
    assert "SLIP-SEC-002" in run.log


def test_github_fails_and_says_so_where_nothing_could_be_judged(ci: Ci) -> None:
    (ci.work / "apps/cart/prod/role.yaml").write_text("kind: [\n")
    run = _github(ci)
    assert run.status == 2
    assert "role.yaml" in run.log


def test_githubs_workflow_has_the_least_rights_and_pins_what_it_uses() -> None:
    workflow = yaml.safe_load((RECIPES / "github-workflow.yml").read_text())
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"contents": "read", "security-events": "write", "pull-requests": "write"}
    assert "pull_request_target" not in workflow[True]
    for step in job["steps"]:
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", step["uses"])
        assert "${{" not in step.get("run", "")


def _gitlab(ci: Ci, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    job = yaml.safe_load((RECIPES / "gitlab-ci.yml").read_text())["gate"]
    more = {key: value for key, value in job["variables"].items() if key != "SLIPWAY_CACHE"}
    return ci.shell("\n".join(job["script"]), "sh", {**more, **variables})


def test_gitlab_fails_and_leaves_reports_for_the_merge_request(ci: Ci) -> None:
    ended = _gitlab(ci, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": ci.base})
    assert ended.returncode == 1, ended.stderr
    assert "SLIP-POD-001" in ended.stdout
    entries = json.loads((ci.work / "gate.json").read_text())
    assert {(entry["location"]["path"], entry["check_name"]) for entry in entries} >= EXPECTED
    failed = ElementTree.parse(ci.work / "gate.xml").iter("failure")
    assert len(list(failed)) >= len(EXPECTED)


def test_gitlab_on_the_default_branch_judges_everything(ci: Ci) -> None:
    ended = _gitlab(ci, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": ""})
    assert ended.returncode == 1, ended.stderr
    assert "apps/cart/prod/role.yaml" in ended.stdout


def _hook(file: Path) -> dict[str, Any]:
    told = yaml.safe_load(file.read_text())
    hooks = told if isinstance(told, list) else told["repos"][0]["hooks"]
    return next(hook for hook in hooks if hook["id"] == "slipway-check")


@pytest.mark.parametrize("file", [ROOT / ".pre-commit-hooks.yaml", RECIPES / "pre-commit-config.yaml"])
def test_the_hook_stops_a_commit_of_what_is_broken(ci: Ci, file: Path) -> None:
    hook = _hook(file)
    entry = hook["entry"].replace(".venv/bin/platform", "platform").split()
    (ci.work / "readme.md").write_text("no manifest")
    changed = [*_git(ci.work, "diff", "--name-only", ci.base).splitlines(), "readme.md"]
    given = [name for name in changed if re.search(hook["files"], name)]
    assert given == ["apps/cart/prod/deployment.yaml", "apps/cart/prod/role.yaml"]
    path = f"{ROOT}/.venv/bin:{os.environ['PATH']}"
    ended = subprocess.run(
        [*entry, *given], cwd=ci.work, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "SLIP-POD-001" in ended.stdout
