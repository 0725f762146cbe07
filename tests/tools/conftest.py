"""The tools that are built when they are first needed: found or built here, tried by the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolchain.build import ensure
from toolchain.progress import Silent

NAMES = ("opa", "helm", "istioctl")


@pytest.fixture(scope="session")
def tools() -> dict[str, Path]:
    """The executables by name."""
    return ensure(NAMES, Silent())
