"""Every rule's own tests, by the OPA that judges with it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from toolchain.build import ensure
from toolchain.progress import Silent

ROOT = Path(__file__).resolve().parents[2]
REGO = ROOT / "policies" / "rego"


@pytest.fixture(scope="session")
def opa() -> str:
    """The pinned OPA, built if it isn't there."""
    return str(ensure(["opa"], Silent())["opa"])


def test_rules_are_sound_by_opas_strict_check(opa: str) -> None:
    done = subprocess.run([opa, "check", "--strict", str(REGO)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
