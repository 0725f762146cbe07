"""What the gate's tests share: the tools, the rules, and a checkout to change."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from policies.gate.engines.opa.binary import opa_binary
from policies.library.catalogue import Catalogue, catalogue

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def opa() -> Path:
    """The OPA that judges, built if it isn't there."""
    return opa_binary().path


@pytest.fixture(scope="session")
def known() -> Catalogue:
    """Every rule of this checkout."""
    return catalogue(ROOT)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with our rules and standards, and no services: tests add what they want."""
    for folder in ("policies/rego", "policies/examples", "policies/standards"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "stacks").mkdir()
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    return tmp_path


@pytest.fixture
def platform(checkout: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Type a command in that checkout."""

    def type_(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.prefix, "bin", "platform")), *words]
        return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False, timeout=120)

    return type_
