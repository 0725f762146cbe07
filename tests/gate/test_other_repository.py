"""A repository without rules of its own: ours judge it, by exceptions that are its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from policies.gate.places import checkout_of, with_rules
from tests.gate.judged import ROOT
from tests.unit.policies.repository import Repository

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop}
spec:
  hostNetwork: true
"""

RULE = "SLIP-POD-002"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "other")
    made.commit({"tests/data/pod.yaml": POD})
    made.git("switch", "--quiet", "--create", "topic")
    return made


def typed(repository: Repository, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.prefix, "bin", "platform")), *words]
    return subprocess.run(command, cwd=repository.folder, capture_output=True, text=True, check=False, timeout=120)


def found(repository: Repository, *words: str) -> dict[str, bool]:
    """Give which rules were broken, and whether that was waived."""
    told: dict[str, Any] = json.loads(typed(repository, "check", "--engine", "opa", *words, "-o", "json").stdout)
    return {one["rule"]: one["waived"] for one in told["findings"]}


def test_our_rules_judge_it_and_what_we_exclude_of_our_own_is_judged(repository: Repository) -> None:
    assert found(repository)[RULE] is False


def test_a_waiver_is_written_to_its_own_ledger_and_honoured(repository: Repository) -> None:
    done = typed(repository, "waive", RULE, "Pod/shop/cart", "--reason", "r", "--expires", "9d", "--owner", "shop")
    assert done.stdout.startswith("policies/waivers.yaml:"), done.stderr
    assert found(repository)[RULE] is True


def test_a_trusted_ref_without_rules_is_judged_by_ours_and_the_refs_ledger(repository: Repository) -> None:
    typed(repository, "waive", RULE, "Pod/shop/cart", "--reason", "r", "--expires", "9d", "--owner", "shop")
    told = found(repository, "--trusted-ref", "main")
    assert told[RULE] is False
    assert "SLIP-GATE-203" in told


def test_where_there_is_no_repository_the_folder_itself_is_the_place(tmp_path: Path) -> None:
    assert checkout_of(tmp_path) == tmp_path
    assert with_rules(tmp_path) == ROOT
    shutil.copytree(ROOT / "policies/rego/lib", tmp_path / "policies/rego/lib")
    assert with_rules(checkout_of(tmp_path / "apps")) == tmp_path
